// `npm run e2e [-- --base URL] [-- --only words]`: walks, pictures and axe on every screen and theme.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import { accessibilityFaults, findings, launch, open, settled } from './browser.mjs';
import { screens } from './screens.mjs';
import { stateChecks, stateFaults } from './state-checks.mjs';
import { walks } from './walks.mjs';

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? null : process.argv[at + 1];
};
const shots = fileURLToPath(new URL('./shots/', import.meta.url));
const only = option('only');
const isAsked = (name) => !only || name.includes(only);

async function server() {
  const base = option('base');
  if (base) return { base, close: async () => undefined };
  const root = fileURLToPath(new URL('..', import.meta.url));
  const running = await preview({
    root,
    mode: 'e2e',
    build: { outDir: 'dist-e2e' },
    preview: { port: 0, host: '127.0.0.1' },
    logLevel: 'error',
  });
  const { port } = running.httpServer.address();
  return { base: `http://127.0.0.1:${port}`, close: () => running.close() };
}

let failed = 0;
function tell(name, faults) {
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const fault of faults) console.log(`       ${fault}`);
  failed += faults.length > 0 ? 1 : 0;
}

/** Opens one screen in one theme, asks axe and takes its picture. */
async function look({ name, screen, theme }) {
  const page = await open(browser, { ...screen, theme });
  const faults = [];
  try {
    await page.goto(`${base}/?backend=fake&${screen.query}${screen.hash ?? ''}`);
    await page.waitForSelector('#content:not([aria-busy])');
    await page.waitForLoadState('networkidle');
    await screen.act?.(page);
    await settled(page);
    faults.push(...(await accessibilityFaults(page)));
  } catch (error) {
    faults.push(String(error).split('\n')[0]);
  }
  await page.screenshot({ path: `${shots}${name}.png` });
  tell(name, [...faults, ...page.faults]);
  await page.context().close();
}

/** One screen of the phone in one state, in all themes. */
async function check(wanted) {
  const faults = await stateFaults(browser, base, wanted).catch((error) => [
    String(error).split('\n')[0],
  ]);
  tell(wanted.name, faults);
}

const asked = screens
  .flatMap((screen) =>
    screen.themes.map((theme) => ({
      name: `${screen.size}-${screen.name}-${theme}`,
      screen,
      theme,
    })),
  )
  .filter(({ name }) => isAsked(name))
  .map((screen) => () => look(screen))
  .concat(stateChecks.filter(({ name }) => isAsked(name)).map((wanted) => () => check(wanted)));

/** Screens know nothing of each other, so two are open at once: one waits while the other draws. */
const lanes = 2;
async function lane() {
  for (let next = asked.shift(); next; next = asked.shift()) await next();
}

await mkdir(shots, { recursive: true });
const { base, close } = await server();
const browser = await launch();
try {
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const [name, walk] of Object.entries(walks)) {
    if (!isAsked(name)) continue;
    const faults = [];
    try {
      await walk({ browser, base, open, settled });
    } catch (error) {
      faults.push(String(error).split('\n').slice(0, 3).join(' '));
    }
    tell(name, faults);
  }
} finally {
  await browser.close();
  await close();
}
/** The statement in the product says what this run found; `UPDATE_GENERATED` writes it anew. */
async function statement() {
  const file = fileURLToPath(new URL('../src/lib/accessibility-findings.json', import.meta.url));
  const found = { ...findings, states: stateChecks.length };
  if (process.env.UPDATE_GENERATED) {
    const on = new Date().toISOString().slice(0, 10);
    await writeFile(file, `${JSON.stringify({ on, ...found }, null, 2)}\n`);
    return [];
  }
  const { on: _, ...written } = JSON.parse(await readFile(file, 'utf8'));
  const same = (key) => JSON.stringify(written[key]) === JSON.stringify(found[key]);
  return Object.keys(found)
    .filter((key) => !same(key))
    .map(
      (key) =>
        `${key}: ${JSON.stringify(written[key])} is written, ${JSON.stringify(found[key])} found`,
    );
}

if (!only) tell('the accessibility statement says what was found', await statement());
console.log(failed === 0 ? 'all well' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
