// The phone in Chromium with touch and a processor four times slower, as JSON lines: how soon there is
// something to tap, how soon the real server has what was tapped, and how a map of many points moves.
//
//   node e2e/real/phone-speed.mjs --reports N --taps N --points N
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import { open as openFixture, settled } from '../browser.mjs';
import { desk, openBrowser, openWindow, phone } from './chromium.mjs';
import { lines } from './reports.mjs';
import { handIn, init, invite, serve } from './server.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const reports = option('reports', 10_000);
const taps = option('taps', 200);
const points = option('points', 100_000);
const slower = 4;
const starts = 5;
const budget = { saved_ms: 200, tappable_ms: 1_500 };

const tell = (what, more) => console.log(JSON.stringify({ bench: 'phone', what, ...more }));
const rounded = (ms) => Math.round(ms * 10) / 10;
/** The smallest time that this part of all times does not exceed. */
const within = (times, part) =>
  rounded([...times].sort((a, b) => a - b)[Math.max(0, Math.ceil(times.length * part) - 1)]);

async function slow(page, rate) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** From the click on a tile to the frame that shows the report as safe, by the page's own clock. */
function watch() {
  globalThis.savedAfter = [];
  let tapped = 0;
  const hear = (event) => {
    if (event.target.closest('[data-tile]')) tapped = performance.now();
  };
  document.addEventListener('click', hear, true);
  new MutationObserver(() => {
    if (tapped === 0 || !document.querySelector('.saved.safe')) return;
    const from = tapped;
    tapped = 0;
    requestAnimationFrame(() => globalThis.savedAfter.push(performance.now() - from));
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

async function capture(browser, { data, base, held }) {
  const guard = { name: 'Robin Dahl', role: 'reporter', organisation: 'Vaktbolaget Norr' };
  const position = { longitude: 12.53262, latitude: 57.92935, accuracy: 8 };
  const window = await openWindow(browser, { base, size: phone, position });
  const { page } = window;
  await page.goto(await invite(data, guard));
  await page.getByLabel('Namn').fill('robin.dahl');
  await page.getByLabel('Nytt lösenord').fill('lindby-torget-fontan');
  await page.getByRole('button', { name: 'Börja' }).click();
  const skip = page.getByRole('button', { name: 'Hoppa över' });
  const tile = page.locator('[data-tile="vandalism"]');
  await tile.or(skip).first().waitFor();
  if (await skip.isVisible()) await skip.tap();
  await tile.waitFor();
  await slow(page, slower);
  const about = { shell: 'browser', cpu: `${slower}× slower`, reports: held };

  const soon = [];
  const first = [];
  const tap = async () => {
    await tile.tap();
    await page.locator('.saved.safe').waitFor();
    await page.getByRole('button', { name: 'Klar' }).tap();
    await page.locator('#complete').waitFor({ state: 'detached' });
  };
  for (let n = 0; n < starts; n += 1) {
    await page.goto('about:blank');
    await page.goto(`${base}/`);
    await tile.waitFor();
    soon.push(await page.evaluate(() => performance.getEntriesByName('tappable')[0].startTime));
    await page.evaluate(watch);
    await tap();
    first.push(...(await page.evaluate(() => globalThis.savedAfter)));
  }
  const middle_ms = within(soon, 0.5);
  tell('start', {
    ...about,
    from: 'start of loading the page',
    starts,
    middle_ms,
    most_ms: within(soon, 1),
    budget_ms: budget.tappable_ms,
    holds: middle_ms <= budget.tappable_ms,
  });

  // From here on with the map on the screen.
  await page.locator('.home .map canvas').waitFor();
  await settled(page);
  for (let n = 0; n < taps; n += 1) await tap();
  const all = await page.evaluate(() => globalThis.savedAfter);
  const times = [...first.slice(0, -1), ...all];
  const expected = starts + taps;
  if (times.length !== expected)
    throw new Error(`${expected} taps, ${times.length} of them seen as safe`);
  const p99_ms = within(times, 0.99);
  tell('saved', {
    ...about,
    from: 'tap on a tile',
    safe: "on the server's disk",
    taps: expected,
    first_after_a_start_ms: within(first, 1),
    taps_a_report: 1,
    middle_ms: within(times, 0.5),
    p99_ms,
    most_ms: within(times, 1),
    budget_ms: budget.saved_ms,
    holds: p99_ms <= budget.saved_ms,
  });
  await window.close();
}

/** Times between frames while the map is dragged to and fro. */
async function pan(page) {
  const box = await page.locator('.map').first().boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.evaluate(() => {
    globalThis.frames = [];
    let last = performance.now();
    const next = (now) => {
      globalThis.frames.push(now - last);
      last = now;
      globalThis.frame = requestAnimationFrame(next);
    };
    globalThis.frame = requestAnimationFrame(next);
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const [east, north] of [
    [-220, -90],
    [180, 120],
    [-120, 60],
    [0, 0],
  ]) {
    await page.mouse.move(x + east, y + north, { steps: 24 });
  }
  await page.mouse.up();
  return page.evaluate(() => {
    cancelAnimationFrame(globalThis.frame);
    return globalThis.frames.slice(1);
  });
}

async function manyPoints(browser) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const serving = await preview({
    root,
    mode: 'e2e',
    build: { outDir: 'dist-e2e' },
    preview: { port: 0, host: '127.0.0.1' },
    logLevel: 'error',
  });
  try {
    const base = `http://127.0.0.1:${serving.httpServer.address().port}`;
    const page = await openFixture(browser, { size: 'desk', theme: 'light' });
    const query = `backend=fake&role=coordinator&state=many&count=${points}`;
    await page.goto(`${base}/?${query}#/inflode?vy=all`);
    await page.locator('button.donut').first().waitFor({ timeout: 120_000 });
    await settled(page);
    const drawn_by = await page.evaluate(() => {
      const gl = document.createElement('canvas').getContext('webgl2');
      const names = gl?.getExtension('WEBGL_debug_renderer_info');
      return names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : 'unknown';
    });
    for (const rate of [1, slower]) {
      await slow(page, rate);
      const frames = await pan(page);
      const mean = frames.reduce((sum, ms) => sum + ms, 0) / frames.length;
      tell('pan', {
        points,
        size: desk,
        cpu: rate === 1 ? 'as it is' : `${rate}× slower`,
        drawn_by,
        frames: frames.length,
        frame_middle_ms: within(frames, 0.5),
        frame_p95_ms: within(frames, 0.95),
        frame_most_ms: within(frames, 1),
        frames_a_second: rounded(1000 / mean),
      });
    }
    await page.context().close();
  } finally {
    await serving.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'lagesbild-phone-speed-'));
const data = join(folder, 'server');
const { browser, close } = await openBrowser();
let serving = null;
try {
  const file = join(folder, 'reports.ndjson');
  await writeFile(file, await lines(reports, Date.now()));
  await init(data);
  serving = await serve(data);
  const whose = { organisation: 'Vaktbolaget Norr', role: 'reporter', file };
  await handIn(data, join(folder, 'device'), whose);
  await capture(browser, { data, base: serving.base, held: reports });
  await manyPoints(browser);
} finally {
  await close();
  await serving?.stop();
  await rm(folder, { recursive: true, force: true });
}
