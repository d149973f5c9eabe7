// A server with 62,245 citizens' reports from Zürich and 5,000 generated ones, taken in by the engine
// on the command line and looked at in Chromium. Skipped by name when the data are not beside the
// checkout.
//
//   node e2e/real/zurich.mjs [--picture FILE]
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { total } from './ask.mjs';
import { desk, findChromium, openBrowser, openWindow } from './chromium.mjs';
import { colours, drawn, settled } from './look.mjs';
import { areas, coordinator, handIn, init, invite, root, serve } from './server.mjs';
import { check, words } from './words.mjs';

const fromZurich = 62_245;
const generated = 5_000;
/** So many lie on the border of their district, by a metre or less. */
const onBorder = 80;
const { picture } = words();
const shared = process.env.LAGESBILD_SHARED ?? join(root, '..', 'shared');
const reports = join(shared, 'data', 'events', 'zurich_felanmalningar_2016_2025.csv.gz');
const borders = join(shared, 'data', 'events', 'zurich_distrikt.geojson.gz');
const generator = join(shared, 'vectors', 'make_observations.py');
const swedish = (n) => n.toLocaleString('sv-SE').replaceAll(/\s/g, '\\s');

function skip(reason) {
  console.log(`skipped: zurich: ${reason}`);
  process.exit(0);
}

async function generate(file) {
  const words = [generator, '--severity-max', '4', String(generated)];
  const { stdout } = await promisify(execFile)('python3', words, { maxBuffer: 1 << 26 });
  await writeFile(file, stdout);
}

if (!existsSync(reports)) skip('the reports are not beside the checkout');
if (!findChromium()) skip('there is no Chromium');
const folder = await mkdtemp(join(tmpdir(), 'lagesbild-zurich-'));
const data = join(folder, 'server');
const time = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
let serving;
let browser;
let window;
try {
  const file = join(folder, 'generated.ndjson');
  await generate(file);
  await init(data);
  serving = await serve(data);
  const started = performance.now();
  const whose = { organisation: 'Park och gata', role: 'reporter' };
  const mapping = join(root, 'crates', 'field', 'mappings', 'zurich.toml');
  await handIn(data, join(folder, 'zurich'), { ...whose, file: reports, mapping });
  await handIn(data, join(folder, 'generated'), { ...whose, file });
  console.log(`taken in and handed in: ${fromZurich + generated} reports in ${time(started)}`);

  // Every report's district is the one that the city named; those on its border, within 1.5 m, are the
  // ones that the test `districts` of `picture` tells of.
  const districts = join(folder, 'districts.geojson');
  await writeFile(districts, gunzipSync(await readFile(borders)));
  const asked = ['import', districts, '--kind', 'district', '--vintage', '2025'];
  await areas(data, [...asked, '--code', 'kuerzel', '--name', 'name']);
  const named = new Map();
  for (const line of gunzipSync(await readFile(reports))
    .toString()
    .trim()
    .split('\n')
    .slice(1)) {
    const code = `district-${line
      .slice(line.lastIndexOf(',') + 1)
      .trim()
      .toLowerCase()}`;
    named.set(code, (named.get(code) ?? 0) + 1);
  }
  const placed = await areas(data, ['show', 'district']);
  let apart = 0;
  for (const { code, reports: count } of placed.areas) {
    if (named.has(code)) apart += Math.abs(count - named.get(code));
  }
  const inside = placed.areas.filter((it) => named.has(it.code));
  check(inside.length === named.size, `${inside.length} of ${named.size} districts are there`);
  check(apart <= 2 * onBorder, `the districts hold ${apart} reports more or less than named`);
  console.log(`placed: ${fromZurich} reports in ${inside.length} districts, ${apart} apart`);

  browser = await openBrowser();
  window = await openWindow(browser.browser, { base: serving.base, size: desk });
  const { page } = window;
  await page.goto(await invite(data, coordinator));
  await page.getByLabel('Namn').fill('kim.ek');
  await page.getByLabel('Nytt lösenord').fill('lindby-torget-fontan');
  await page.getByRole('button', { name: 'Börja' }).click();
  const opened = performance.now();
  await page.getByRole('navigation', { name: 'Huvudmeny' }).waitFor();
  const held = await total(page);
  check(held === fromZurich + generated, `the server has ${held} reports`);
  await page.goto(`${serving.base}/#/inflode?vy=all`);
  await page
    .getByText(new RegExp(`${swedish(held)}\\srapporter`))
    .first()
    .waitFor();
  // The legend counts what lies on the map: before it does there is nothing to show all of.
  await page
    .getByRole('main')
    .getByText(new RegExp(`${swedish(held)}\\srapporter ·`))
    .waitFor();
  await page.getByRole('button', { name: 'Visa alla' }).click();
  await drawn(page);
  await settled(page);
  const seen = await colours(
    page,
    page.getByRole('region', { name: 'Karta över rapporterna' }).first(),
  );
  check(seen > 50, `the map shows ${seen} colours: it was not drawn`);
  console.log(`drawn: ${held} reports on the map, at rest ${time(opened)} after signing in`);
  // From all of Europe down to the town: the cluster that holds nearly all of its reports opens.
  const whole = page.getByTitle(/^6[0-2]\s?\d{3} rapporter här$/);
  const titles = () =>
    page.getByTitle(/rapporter här$/).evaluateAll((all) => all.map((it) => it.title));
  await whole
    .first()
    .waitFor({ timeout: 60_000 })
    .catch(() => undefined);
  check((await whole.count()) === 1, `the map shows ${JSON.stringify(await titles())}`);
  console.log(`in one cluster at first: ${await whole.getAttribute('title')}`);
  for (let n = 0; n < 12 && (await whole.count()) > 0; n += 1) {
    await whole.click();
    await settled(page);
  }
  check((await whole.count()) === 0, 'the cluster of Zürich does not open');
  check(window.faults.length === 0, window.faults.join('\n'));
  if (picture) {
    await mkdir(dirname(picture), { recursive: true });
    await page.screenshot({ path: picture });
  }
} catch (error) {
  // What it looked like then says more than the sentence.
  if (picture) await window?.page.screenshot({ path: picture });
  throw error;
} finally {
  await browser?.close();
  await serving?.stop();
  await rm(folder, { recursive: true, force: true });
}
