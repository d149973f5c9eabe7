// Addresses and named places: found on the phone's Plats and said in the report, found with Ctrl K at
// the desk.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ask, total } from '../ask.mjs';
import { desk, phone } from '../chromium.mjs';
import { drawn, settled } from '../look.mjs';
import { town } from '../server.mjs';
import { check } from '../words.mjs';
import { openInbox } from './inbox.mjs';

const streets = JSON.parse(await readFile(join(town, 'addresses.json'), 'utf8'));
const [{ street, district, numbers }] = streets.filter((it) => it.district === 'Centrum');
const [[number, lon, lat]] = numbers.slice(-1);
const address = `${street} ${number}`;

async function picture(world, page, name) {
  await drawn(page);
  await settled(page);
  if (world.shots) await page.screenshot({ path: join(world.shots, `${name}.png`) });
}

async function onThePhone(world) {
  const window = await world.open({ size: phone });
  const { page } = window;
  await page.goto(`${world.base}/`);
  await page.getByRole('button', { name: 'Otrygg plats' }).waitFor();
  const before = await total(page);
  await page.locator('.place .t').tap();
  const picker = page.getByRole('dialog', { name: 'Plats' });
  const field = picker.getByRole('textbox', { name: 'Sök plats eller adress' });
  await field.fill(address.toLocaleUpperCase('sv'));
  const found = picker.getByRole('listitem').filter({ hasText: address }).first();
  await found.getByText('Adress').waitFor();
  await picture(world, page, 'plats-adress');
  await found.getByRole('button').tap();
  await picker.getByRole('heading', { name: address, exact: true }).waitFor();
  await picture(world, page, 'plats-vald');
  await picker.getByRole('button', { name: 'Använd platsen' }).tap();
  await page.locator('.place').getByText(address).waitFor();
  const saved = page.waitForResponse((it) => it.url().endsWith('/v1/observations'));
  await page.getByRole('button', { name: 'Otrygg plats' }).tap();
  const { id } = await (await saved).json();
  await page.getByText('Mottagen').first().waitFor();
  const report = await ask(page, `/v1/observations/${id}`);
  const { position } = report;
  check(report.place_name === address, `the report says ${report.place_name}`);
  check(position.source === 'address', `its position is from ${position.source}`);
  const off = Math.max(Math.abs(position.lon - lon), Math.abs(position.lat - lat));
  check(off < 1e-5, `the address is at ${lon} ${lat}, the report at ${JSON.stringify(position)}`);
  check((await total(page)) === before + 1, 'there is not one report more');
  check(window.faults.length === 0, window.faults.join('\n'));
  await window.close();
}

async function atTheDesk(world) {
  const { page, close, faults } = await openInbox(world, desk);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Sök eller gör' });
  await palette.getByRole('combobox').fill(address);
  const option = palette
    .getByRole('option')
    .filter({ hasText: address })
    .filter({ hasText: district });
  await option.first().waitFor();
  for (let n = 0; n < 30; n += 1) {
    if ((await option.first().getAttribute('aria-selected')) === 'true') break;
    await page.keyboard.press('ArrowDown');
  }
  await picture(world, page, 'kommandon-adress');
  await page.keyboard.press('Enter');
  await palette.waitFor({ state: 'detached' });
  await picture(world, page, 'kommandon-adress-karta');
  check(faults.length === 0, faults.join('\n'));
  await close();
}

export async function places(world) {
  await onThePhone(world);
  await atTheDesk(world);
  return `${address} found on the phone and at the desk`;
}
