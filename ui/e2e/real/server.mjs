// The real server and the engine on the command line, started by path and ended by number.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const town = join(root, 'config', 'ovningsstad');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');

/** A program as it was built; with LAGESBILD_PROFILE=release as it ships. */
export function program(name) {
  const profile = process.env.LAGESBILD_PROFILE === 'release' ? 'release' : 'debug';
  const file = join(target, profile, name);
  if (!existsSync(file)) throw new Error(`${name} is not built (cargo build -p ${name})`);
  return file;
}

/** Run to the end; what it printed, as JSON. */
export async function run(name, args) {
  const options = { maxBuffer: 1 << 26 };
  const { stdout } = await promisify(execFile)(program(name), [...args, '--json'], options);
  return stdout.trim() ? JSON.parse(stdout) : null;
}

/** Make a data folder of the practice town. */
export async function init(data) {
  await run('sync-server', ['init', '--data', data, '--config', town]);
}

/** Serve a folder on a free port until `stop`. */
export async function serve(data, maps = [join(town, 'karta.pmtiles')], listen = '127.0.0.1:0') {
  const args = ['serve', '--data', data, '--listen', listen];
  for (const map of maps) args.push('--map', map);
  const child = spawn(program('sync-server'), args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const listening = (async () => {
    for await (const line of lines) {
      const base = /^listening on (http\S+)$/.exec(line)?.[1];
      if (base) return base;
    }
    throw new Error('the server ended before it listened');
  })();
  const stop = async () => {
    process.kill(child.pid, 'SIGTERM');
    await ended;
  };
  return { base: await listening, stop };
}

/** A one-time link for somebody who signs in, made beside the running server. */
export async function invite(data, { name, role, organisation }) {
  const who = ['--name', name, '--role', role, '--org', organisation];
  return (await run('sync-server', ['user', 'invite', '--data', data, ...who])).link;
}

/** Let a device join, take in a file and hand it in. */
export async function handIn(data, store, { organisation, role, file, mapping }) {
  const who = ['--name', 'Import', '--role', role, '--org', organisation];
  const { link } = await run('sync-server', ['device', 'enrol', '--data', data, ...who]);
  await run('field', ['--store', store, 'enrol', link]);
  const map = mapping ? ['--mapping', mapping] : [];
  const imported = await run('field', ['--store', store, 'import', file, ...map]);
  await run('field', ['--store', store, 'sync']);
  return imported;
}

/** `areas …` beside the running server. */
export const areas = (data, args) => run('sync-server', ['areas', '--data', data, ...args]);

/** `statistics …` beside the running server. */
export const figures = (data, args) => run('sync-server', ['statistics', '--data', data, ...args]);

export const coordinator = {
  name: 'Kim Ek',
  role: 'coordinator',
  organisation: 'Kommunledningskontoret',
};
