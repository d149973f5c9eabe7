// How the interface is built. The stand-in backend reaches only development and e2e builds.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import type { Connect, Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const practice = new Map([
  ['/practice/karta.pmtiles', here('../config/ovningsstad/karta.pmtiles')],
  ['/practice/places.json', here('../config/ovningsstad/places.json')],
  ['/practice/addresses.json', here('../config/ovningsstad/addresses.json')],
]);

/** The practice town's map and places, for the stand-in backend; `BASE_MAP` names another map. */
function practiceTown(): Plugin {
  const serve: Connect.NextHandleFunction = (request, response, next) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const file = practice.get(path);
    if (!file) return next();
    const chosen = path.endsWith('.pmtiles') ? (process.env.BASE_MAP ?? file) : file;
    readFile(chosen).then(
      (bytes) => {
        const range = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '');
        response.setHeader('X-Size', String(bytes.length));
        if (range) {
          response.statusCode = 206;
          response.end(bytes.subarray(Number(range[1]), Number(range[2]) + 1));
        } else response.end(bytes);
      },
      () => next(),
    );
  };
  return {
    name: 'practice-town',
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}

/** What the server tells browsers, so that the checks hold to it too. */
const policy =
  "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export default defineConfig({
  plugins: [svelte(), practiceTown()],
  resolve: { alias: { $lib: here('./src/lib') } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'safari18'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/v1': process.env.SERVER ?? 'http://127.0.0.1:8080' } },
  preview: { headers: { 'Content-Security-Policy': policy } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    // A slow machine is no fault.
    testTimeout: 120_000,
  },
});
