// The two pictures of the README, made only when a folder for them is given.
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { phone } from '../chromium.mjs';
import { drawn, settled } from '../look.mjs';
import { check } from '../words.mjs';
import { openInbox } from './inbox.mjs';

const largest = 300_000;
const desk = { width: 1280, height: 800 };
const position = { longitude: 12.5335, latitude: 57.93, accuracy: 12 };

async function take(page, file) {
  await drawn(page);
  await settled(page);
  await page.screenshot({ path: file });
  const { size } = await stat(file);
  check(size <= largest, `${file} has ${size} bytes`);
  return size;
}

export async function pictures(world) {
  if (!world.pictures) return 'not asked for';
  await mkdir(world.pictures, { recursive: true });
  const inbox = await openInbox(world, desk);
  await inbox.page.goto(`${world.base}/#/inflode?period=month`);
  await inbox.list.getByRole('listitem').first().waitFor();
  await inbox.page.getByRole('complementary').getByText('Räknas som').waitFor();
  await drawn(inbox.page);
  await inbox.page.getByRole('button', { name: 'Zooma ut' }).click();
  const desks = await take(inbox.page, join(world.pictures, 'desk.png'));
  await inbox.close();
  const window = await world.open({ size: phone, position });
  await window.page.goto(`${world.base}/`);
  await window.page.getByRole('button', { name: 'Brand' }).waitFor();
  const phones = await take(window.page, join(world.pictures, 'phone.png'));
  await window.close();
  const at = (size) => `${size.width}×${size.height}`;
  return `desk ${at(desk)}: ${desks} bytes, phone ${at(phone)}: ${phones} bytes`;
}
