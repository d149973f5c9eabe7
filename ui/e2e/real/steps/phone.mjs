// The phone view in a browser: it says “Mottagen” when the server has committed and never before,
// and when nothing was saved it says that.
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

export async function lostAnswer(world) {
  const window = await openPhone(world);
  const { page } = window;
  const before = await total(page);
  await watch(page);
  let lost = 0;
  await page.route('**/v1/observations', async (route) => {
    if (!isCapture(route.request()) || lost > 0) return route.fallback();
    await route.fetch();
    lost += 1;
    await route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Trafik' }).tap();
  await page.getByRole('button', { name: 'Försök igen' }).tap();
  await page.getByText('Mottagen').first().waitFor();
  check(lost === 1, 'no answer was lost');
  check((await total(page)) === before + 1, 'a lost answer reported twice, or not at all');
  await end(window);
  return 'one report';
}
