// The phone view in a browser: it says “Mottagen” when the server has committed and never before,
// when nothing was saved it says that, and when nobody knows it says that too.
import { ask, total } from '../ask.mjs';
import { phone } from '../chromium.mjs';
import { said, watch } from '../watch.mjs';
import { check } from '../words.mjs';

const square = { longitude: 12.5335, latitude: 57.93, accuracy: 12 };
/** Words that promise safety. */
const promise = /sparat|sparad|mottagen/i;
const isCapture = (request) =>
  request.method() === 'POST' && new URL(request.url()).pathname === '/v1/observations';

async function openPhone(world, isCut = false) {
  const window = await world.open({ size: phone, position: square, isCut });
  await window.page.goto(`${world.base}/`);
  await window.page.getByRole('button', { name: 'Skadegörelse' }).waitFor();
  return window;
}

/** Lines that promise safety, without those that say that it is missing. */
async function promises(page) {
  const lines = await said(page, promise);
  return lines.filter((line) => !/inget sparades|inte sparad|skickar/i.test(line));
}

async function end(window) {
  check(window.faults.length === 0, window.faults.join('\n'));
  await window.close();
}

export async function received(world) {
  const window = await openPhone(world);
  const { page } = window;
  const before = await total(page);
  await watch(page);
  // The server has answered, but the answer has not arrived: the page cannot know yet.
  let release = () => undefined;
  const held = new Promise((resolve) => (release = resolve));
  let committed = null;
  await page.route('**/v1/observations', async (route) => {
    if (!isCapture(route.request())) return route.fallback();
    const response = await route.fetch();
    committed = await response.json();
    await held;
    await route.fulfill({ response });
  });
  await page.getByRole('button', { name: 'Skadegörelse' }).tap();
  await page.getByText('Skickar').first().waitFor();
  while (!committed) await page.waitForTimeout(20);
  await page.waitForTimeout(500);
  const early = await promises(page);
  check(early.length === 0, `it promised before the answer: ${early.join(' / ')}`);
  release();
  await page.getByText('Mottagen').first().waitFor();
  const wrong = await said(page, /på telefonen/i);
  check(wrong.length === 0, `a browser said: ${wrong.join(' / ')}`);
  check(committed.safe === 'server', `the server answered ${JSON.stringify(committed)}`);
  const report = await ask(page, `/v1/observations/${committed.id}`);
  check(report.id === committed.id, 'the server does not have the report');
  check((await total(page)) === before + 1, 'the server does not have one report more');
  await end(window);
  return `${committed.id} was committed before “Mottagen”`;
}

export async function noNetwork(world) {
  const window = await openPhone(world, true);
  const { page, context } = window;
  const before = await total(page);
  await watch(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Otrygg plats' }).tap();
  await page.getByText('Inget sparades').first().waitFor();
  const again = page.getByRole('button', { name: 'Försök igen' });
  await again.tap();
  await again.waitFor();
  const wrong = await promises(page);
  check(wrong.length === 0, `without a network it said: ${wrong.join(' / ')}`);
  await context.setOffline(false);
  check((await total(page)) === before, 'a report arrived without a network');
  await page.getByRole('button', { name: 'Försök igen' }).tap();
  await page.getByText('Mottagen').first().waitFor();
  check((await total(page)) === before + 1, 'the second try did not make one report');
  await end(window);
  return 'nothing was promised, the same report went through afterwards';
}

/** Cut the first answers after the server has given them; tells the ids of the reports. */
async function loseAnswers(page, count) {
  const ids = [];
  await page.route('**/v1/observations', async (route) => {
    if (!isCapture(route.request()) || ids.length >= count) return route.fallback();
    await route.fetch();
    ids.push(route.request().postDataJSON().id);
    await route.abort('connectionreset');
  });
  return ids;
}

const unknown = (page) => page.getByText('Oklart om den kom fram').first().waitFor();

export async function lostAnswer(world) {
  const window = await openPhone(world);
  const { page } = window;
  const before = await total(page);
  await watch(page);
  const ids = await loseAnswers(page, 2);
  await page.getByRole('button', { name: 'Trafik' }).tap();
  await unknown(page);
  const again = page.getByRole('button', { name: 'Försök igen' });
  await again.tap();
  await unknown(page);
  await again.waitFor();
  const early = await promises(page);
  check(early.length === 0, `it promised though no answer came: ${early.join(' / ')}`);
  const wrong = await said(page, /inget sparades/i);
  check(wrong.length === 0, 'it said that nothing was saved, and the server had it');
  await again.tap();
  await page.getByText('Mottagen').first().waitFor();
  check(ids.length === 2 && ids[0] === ids[1], `the answers to ${ids.join(', ')} were lost`);
  check((await total(page)) === before + 1, 'a lost answer reported twice, or not at all');
  await end(window);
  return 'three tries, one report';
}

export async function lostAnswerReloaded(world) {
  const window = await openPhone(world, true);
  const { page, context } = window;
  const before = await total(page);
  // The request never arrives, and the page cannot know: it must be there after a reload.
  await page.route('**/v1/observations', (route) =>
    isCapture(route.request()) ? route.abort('connectionreset') : route.fallback(),
  );
  await page.getByRole('button', { name: 'Otrygg plats' }).tap();
  await unknown(page);
  await page.reload();
  await unknown(page);
  await page.getByRole('button', { name: 'Vänta med den' }).tap();
  await page.getByRole('link', { name: 'Rapporter' }).tap();
  await unknown(page);
  check((await total(page)) === before, 'a report arrived that was never let through');
  await page.unroute('**/v1/observations');
  await page.getByRole('button', { name: 'Försök igen' }).tap();
  await page.getByText('Mottagen').first().waitFor();
  check((await total(page)) === before + 1, 'the report was not handed in once');

  // This one arrives, its answer does not: after a reload the page finds out by itself.
  await page.getByRole('button', { name: 'Klar' }).tap();
  await page.getByRole('link', { name: 'Hem' }).tap();
  await loseAnswers(page, 1);
  await page.getByRole('button', { name: 'Brand' }).tap();
  await unknown(page);
  await page.reload();
  await page.getByRole('button', { name: 'Brand' }).waitFor();
  await page.getByRole('link', { name: 'Rapporter' }).tap();
  await page.getByRole('heading', { name: 'Mina rapporter' }).waitFor();
  await page.getByText('Brand').first().waitFor();
  check((await page.getByText('Oklart om den kom fram').count()) === 0, 'it is still in doubt');
  check((await total(page)) === before + 2, 'the second report is there twice, or not at all');
  const kept = await page.evaluate(() =>
    Object.keys(localStorage).filter((key) => key.startsWith('draft:')),
  );
  check(kept.length === 0, `drafts are left: ${kept.join(', ')}`);
  await context.setOffline(false);
  await end(window);
  return 'found again after a reload, handed in once';
}

export async function lostAnswerUndone(world) {
  const window = await openPhone(world, true);
  const { page, context } = window;
  const before = await total(page);
  const ids = await loseAnswers(page, 2);
  await page.getByRole('button', { name: 'Stöld' }).tap();
  await unknown(page);
  check((await total(page)) === before + 1, 'the report did not arrive');
  await page.getByRole('button', { name: 'Ångra' }).tap();
  await page.locator('#complete').waitFor({ state: 'detached' });
  check((await total(page)) === before, 'Ångra left the report on the picture');
  const [first] = ids;
  const report = await ask(page, `/v1/observations/${first}`);
  check(report.withdrawn !== null, 'the report is not withdrawn by its id');

  // Undone while nobody answers: kept as a wish, and done when the network is back.
  await page.getByRole('button', { name: 'Stöld' }).tap();
  await unknown(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Ångra' }).tap();
  await page.locator('#complete').waitFor({ state: 'detached' });
  await context.setOffline(false);
  await page.reload();
  await page.getByRole('button', { name: 'Stöld' }).waitFor();
  const isWithdrawn = async () =>
    (await ask(page, `/v1/observations/${ids[1]}`)).withdrawn !== null;
  for (let n = 0; n < 100 && !(await isWithdrawn()); n += 1) await page.waitForTimeout(50);
  check(await isWithdrawn(), 'the wish to undo was forgotten');
  check((await total(page)) === before, 'Ångra without a network left the report on the picture');
  await end(window);
  return `${ids.length} reports arrived, both withdrawn`;
}
