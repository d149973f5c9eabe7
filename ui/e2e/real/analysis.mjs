// Analys and Platser against the real server, in Chromium: with real reports (Zürich, and thefts of
// New York with their intervals), with too little, without colour. Skipped by name without the data.
//
//   node e2e/real/analysis.mjs [--shots DIR] [--only zurich|new-york|little]
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { violations } from './axe.mjs';
import { desk, findChromium, openBrowser, openWindow } from './chromium.mjs';
import { drawn, settled } from './look.mjs';
import { lines } from './reports.mjs';
import { coordinator, figures, handIn, init, invite, root, serve } from './server.mjs';
import { faultsOf } from './statistics.mjs';
import { check, words } from './words.mjs';

const { shots, only } = words();
const shared = process.env.LAGESBILD_SHARED ?? join(root, '..', 'shared');
const file = (name) => join(shared, 'data', 'events', name);
const mapping = (name) => join(root, 'crates', 'field', 'mappings', `${name}.toml`);

/** The rows of the newest years, so that the debug build takes them in within a minute. */
function newest(name, column, since) {
  const [head, ...rows] = gunzipSync(readFileSync(file(name)))
    .toString()
    .trimEnd()
    .split('\n');
  return [head, ...rows.filter((row) => row.split(',')[column] >= since)].join('\n');
}

const tabs = {
  platser: ['Brottsutsatta platser', (p) => p.locator('tbody [data-n]').first().waitFor()],
  karta: ['Fler än väntat', (p) => p.getByText('Platslistans tio första').first().waitFor()],
  tid: ['När på veckan', (p) => p.locator('svg .square, .parts td').first().waitFor()],
  trend: ['Vecka för vecka', (p) => p.locator('svg .bar').first().waitFor()],
  kallor: ['Vilka som rapporterar', (p) => p.locator('tbody [data-n]').first().waitFor()],
  upprepning: ['Upprepning', (p) => p.getByText(/Följer en händelse på en annan/).waitFor()],
  mer: ['Täthet', (p) => p.getByText('Självkontroll').first().waitFor()],
};

const worlds = {
  zurich: {
    needs: 'zurich_felanmalningar_2016_2025.csv.gz',
    rows: () => newest('zurich_felanmalningar_2016_2025.csv.gz', 1, '2024-06-01'),
    mapping: mapping('zurich'),
    until: '2025-12-28',
    tabs: Object.keys(tabs),
  },
  'new-york': {
    needs: 'nyc_fordonsstolder_queens_2014_2017.csv.gz',
    rows: () => newest('nyc_fordonsstolder_queens_2014_2017.csv.gz', 1, '2016-01-01'),
    mapping: mapping('new-york'),
    until: '2017-12-24',
    tabs: ['tid', 'trend', 'platser'],
  },
  little: { rows: async () => (await lines(12, Date.now())).trimEnd(), until: '', tabs: [] },
};

/** What holds on every tab: words without statistics, n said, no rule of WCAG broken. */
async function holds(page, name) {
  // Not while something newer is counted.
  await page.locator('main .room.old').waitFor({ state: 'detached' });
  const told = await page.locator('main').innerText();
  const faults = faultsOf(told);
  check(faults.length === 0, `${name}: ${faults.join('; ')}`);
  check(/\d+ händelser? · \d{4}-/.test(told), `${name}: n and the period are not said`);
  const bare = await page.locator('main .figure:not(:has([data-n]))').count();
  check(bare === 0, `${name}: ${bare} pictures without n`);
  const broken = await violations(page);
  check(broken.length === 0, `${name}: ${broken.slice(0, 4).join('\n')}`);
}

const shapes = 'main svg rect.square, main svg rect.bar.in, main svg rect.now, main svg rect.in';

/** How much lighter or darker in grey each thing drawn is than what it is drawn on, at the least. */
function leastContrast(page) {
  return page.evaluate((asked) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const light = (colour) => {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const ground = light(getComputedStyle(document.body).backgroundColor);
    const fills = [...document.querySelectorAll(asked)].map((it) => getComputedStyle(it).fill);
    const apart = [...new Set(fills)].map((fill) => {
      const own = light(fill);
      return Math.max(own, ground) / Math.min(own, ground);
    });
    return apart.length > 0 ? Math.min(...apart) : null;
  }, shapes);
}

/** In grey and in forced colours: what is drawn is still told apart from what it is drawn on. */
async function withoutColour(page, name) {
  const least = await leastContrast(page);
  check(least === null || least >= 3, `${name}: ${least} to 1 in grey, 3 are needed`);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setEmulatedVisionDeficiency', { type: 'achromatopsia' });
  await shot(page, `${name}-grey`);
  await cdp.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' });
  await cdp.detach();
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  const fills = await page
    .locator(shapes)
    .evaluateAll((all) => [...new Set(all.map((it) => getComputedStyle(it).fill))]);
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check(!fills.includes(ground), `${name}: drawn in the colour of the ground (${ground})`);
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'reduce' });
}

async function shot(page, name) {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  await drawn(page);
  await settled(page);
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function signIn(page, link) {
  await page.goto(link);
  await page.getByLabel('Namn').fill('kim.ek');
  await page.getByLabel('Nytt lösenord').fill('lindby-torget-fontan');
  await page.getByRole('button', { name: 'Börja' }).click();
  await page.getByRole('navigation', { name: 'Huvudmeny' }).waitFor();
}

async function open(page, base, hash) {
  await page.goto('about:blank');
  await page.goto(`${base}/#/${hash}`);
  await page.locator('main:not([aria-busy="true"])').waitFor();
}

function address(tab, until) {
  return `analys?flik=${tab}&veckor=52&till=${until}`;
}

/** What asks for attention opens its "Varför?"; a place is chosen as one of the quarter's three. */
async function attention(page, name) {
  const suggested = page.locator('[data-new-place]').first();
  if ((await suggested.count()) > 0) {
    await suggested.getByRole('button', { name: /^Varför/ }).click();
    await suggested.getByText('Metod', { exact: true }).waitFor();
    await suggested.getByText('Räknat på annat sätt').waitFor();
    await holds(page, `${name} ny plats varför`);
    await shot(page, `${name}-ny-plats-varfor`);
  }
  await page
    .locator('tbody')
    .getByRole('button', { name: /^Varför/ })
    .first()
    .click();
  await page.getByLabel('Behov').selectOption('5');
  await page.getByRole('button', { name: 'Välj området' }).click();
  await page
    .locator('[data-priority]')
    .getByText('Behov 5 × möjlighet att påverka 3 = 15')
    .waitFor();
  await page.locator('[data-step]').first().waitFor();
  await holds(page, `${name} prioriterat`);
  await shot(page, `${name}-prioriterat`);
  await page.getByRole('button', { name: 'Ta bort ur kvartalet' }).click();
  await page.locator('[data-priority]').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Stäng' }).click();
}

async function theTabs(page, base, { until, tabs: asked }, name) {
  for (const tab of asked) {
    await open(page, base, address(tab, until));
    const [heading, ready] = tabs[tab];
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await ready(page);
    await holds(page, `${name} ${tab}`);
    await withoutColour(page, `${name} ${tab}`);
    await shot(page, `${name}-${tab}-light`);
    if (tab === 'platser') await attention(page, name);
    const why = page.getByRole('button', { name: /^Varför/ }).first();
    if ((await why.count()) > 0) {
      await why.click();
      await page.getByText('Metod', { exact: true }).first().waitFor();
      await holds(page, `${name} ${tab} varför`);
      await shot(page, `${name}-${tab}-varfor`);
    }
    const table = page.getByRole('button', { name: 'Visa som tabell' }).first();
    if ((await table.count()) > 0) {
      await table.click();
      const cells = await page.locator('.table tbody tr').count();
      check(cells > 0, `${name} ${tab}: the table is empty`);
      await holds(page, `${name} ${tab} tabell`);
    }
    if (tab === 'mer') await everySquare(page, name);
    console.log(`ok      ${name} ${tab}`);
  }
}

/** The density has a line for each square that is drawn, a page at a time. */
async function everySquare(page, name) {
  await page.getByText(/^Tabell: \d[\d\s]* rut/).click();
  const told = page.getByText(/^1–25 av \d/);
  await told.waitFor();
  const rows = page.locator('details tbody tr');
  check((await rows.count()) === 25, `${name}: ${await rows.count()} squares on the first page`);
  const first = await rows.first().innerText();
  await page.locator('details').getByRole('button', { name: 'Nästa' }).click();
  await page.getByText(/^26–50 av \d/).waitFor();
  check((await rows.first().innerText()) !== first, `${name}: the next page is the same`);
  await holds(page, `${name} rutor`);
  await shot(page, `${name}-rutor`);
}

/** An area is chosen, stands in the address, and comes back with it. */
async function oneArea(page) {
  const n = async () => Number((await page.locator('[data-basis]').innerText()).match(/^\d+/)?.[0]);
  await open(page, new URL(page.url()).origin, 'analys?flik=kallor');
  await page.getByText(/^\d+ händelser · /).waitFor();
  const all = await n();
  await page.getByLabel('Område').selectOption({ index: 1 });
  await page.waitForURL(/omrade=/);
  const code = new URL(page.url().replace('#/', '')).searchParams.get('omrade');
  await page.waitForFunction(
    (before) =>
      Number(document.querySelector('[data-basis]')?.textContent?.match(/^\d+/)?.[0]) < before,
    all,
  );
  const inside = await n();
  await page.reload();
  await page.getByText(/^\d+ händelser? · /).waitFor();
  check((await page.getByLabel('Område').inputValue()) === code, 'the area is lost on the way');
  check((await n()) === inside, `${await n()} events after the reload, ${inside} before`);
  console.log(`ok      little area: ${inside} of ${all} events in ${code}`);
}

/** With twelve reports every tab says what is missing, and nothing is drawn. */
async function tooLittle(page, base) {
  for (const tab of Object.keys(tabs)) {
    await open(page, base, `analys?flik=${tab}`);
    await page
      .getByText(/För lite underlag/)
      .first()
      .waitFor();
    await holds(page, `little ${tab}`);
    const drawn = await page.locator('svg .square').count();
    check(drawn === 0, `little ${tab}: ${drawn} squares are drawn`);
    await shot(page, `little-${tab}`);
    console.log(`ok      little ${tab}`);
  }
  await oneArea(page);
}

/** Figures of others stand beside the reports, in a table of their own. */
async function figuresOfOthers(page, base, { data, folder }) {
  const table = join(folder, 'figures.csv');
  const rows = ['Område;Brott;2025K3;2025K4', 'Centrum;Skadegörelse;31;40', 'Centrum;Stöld;9;..'];
  await writeFile(table, `${rows.join('\n')}\n`);
  const columns = ['--source', 'Polisen', '--area', 'Område', '--category', 'Brott'];
  await figures(data, ['import', table, ...columns, '--save-profile', 'polisen']);
  await open(page, base, 'analys?flik=kallor');
  const row = page.locator('tr[data-area]');
  await row.getByText('40').waitFor();
  await page.selectOption('#statistic-category', 'Stöld');
  await row.getByText('–').waitFor();
  await row.scrollIntoViewIfNeeded();
  await holds(page, 'little figures of others');
  await shot(page, 'little-statistik');
  await figures(data, ['undo', '1']);
  await page.reload();
  await page.getByText('Ingen statistik är inläst.', { exact: false }).waitFor();
  console.log('ok      little figures of others, undone');
}

async function walk(name, world, browser) {
  const folder = await mkdtemp(join(tmpdir(), `lagesbild-analysis-`));
  const data = join(folder, 'server');
  let serving;
  const window = {};
  try {
    await init(data);
    serving = await serve(data);
    const rows = join(folder, world.mapping ? 'rows.csv' : 'rows.ndjson');
    await writeFile(rows, `${await world.rows()}\n`);
    const whose = { organisation: 'Park och gata', role: 'reporter', file: rows };
    await handIn(data, join(folder, 'device'), { ...whose, mapping: world.mapping });
    Object.assign(window, await openWindow(browser, { base: serving.base, size: desk }));
    const { page } = window;
    await signIn(page, await invite(data, coordinator));
    if (name === 'little') {
      await tooLittle(page, serving.base);
      await figuresOfOthers(page, serving.base, { data, folder });
    } else await theTabs(page, serving.base, world, name);
    check(window.faults.length === 0, window.faults.join('\n'));
    if (shots && name === 'zurich') await inTheDark(browser, serving.base, page, world);
  } catch (error) {
    if (shots) await window.page?.screenshot({ path: join(shots, `${name}-FAILED.png`) });
    throw error;
  } finally {
    await window.close?.();
    await serving?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same in dark, for people to look at. */
async function inTheDark(browser, base, page, { until }) {
  const state = await page.context().storageState();
  const dark = await openWindow(browser, { base, size: desk, theme: 'dark', state });
  for (const tab of Object.keys(tabs)) {
    await open(dark.page, base, address(tab, until));
    await tabs[tab][1](dark.page);
    await drawn(dark.page);
    await shot(dark.page, `zurich-${tab}-dark`);
  }
  await dark.close();
}

if (!findChromium()) {
  console.log('skipped: analysis: there is no Chromium');
  process.exit(0);
}
const { browser, close } = await openBrowser();
try {
  for (const [name, world] of Object.entries(worlds)) {
    if (only && only !== name) continue;
    if (world.needs && !existsSync(file(world.needs))) {
      console.log(`skipped: analysis ${name}: ${world.needs} is not beside the checkout`);
      continue;
    }
    await walk(name, world, browser);
  }
} finally {
  await close();
}
