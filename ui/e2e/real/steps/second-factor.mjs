// The second factor from nothing to removed: the secret from the screen makes the codes, each good once.
import { createHmac } from 'node:crypto';
import { violations } from '../axe.mjs';
import { desk } from '../chromium.mjs';
import { check } from '../words.mjs';
import { name, password } from './sign-in.mjs';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 6238 as an app does it: six digits of the step that is so many after this one. */
function codeOf(secret, steps) {
  const bits = [...secret.replaceAll(' ', '')]
    .map((char) => alphabet.indexOf(char).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', key).update(counter).digest();
  const at = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function secondFactor(world) {
  const window = await world.open({ size: desk });
  const { page } = window;
  const wrong = [];
  await page.goto(`${world.base}/#/inloggning`);
  await page.getByRole('button', { name: 'Slå på' }).click();
  await page.getByLabel('Skriv lösenordet igen').fill(password);
  await page.getByRole('button', { name: 'Fortsätt' }).click();
  const shown = await page.getByText(/^Nyckel: /).innerText();
  const secret = shown.replace(/^Nyckel:/, '').trim();
  wrong.push(...(await violations(page)));
  await page.getByLabel('Kod ur appen').fill(codeOf(secret, 0));
  await page.getByRole('button', { name: 'Slå på' }).click();
  await page.locator('[data-recovery] li').first().waitFor();
  const codes = await page.locator('[data-recovery] li').allInnerTexts();
  check(codes.length === 10, `there are ${codes.length} recovery codes`);
  await page.getByRole('button', { name: 'Jag har sparat dem' }).click();

  const again = await world.open({ size: desk, state: { cookies: [], origins: [] } });
  const door = again.page;
  await door.goto(`${world.base}/`);
  await door.getByLabel('Namn').fill(name);
  await door.getByLabel('Lösenord').fill(password);
  await door.getByRole('button', { name: 'Logga in', exact: true }).click();
  const field = door.getByLabel('Kod ur appen');
  await field.fill('000000');
  await door.getByRole('button', { name: 'Logga in', exact: true }).click();
  check(/Koden stämmer inte/.test(await door.getByRole('alert').innerText()), 'a wrong code opens');
  wrong.push(...(await violations(door)));
  await field.fill(codeOf(secret, 1));
  await door.getByRole('button', { name: 'Logga in', exact: true }).click();
  await door.getByRole('region', { name: 'Inflöde' }).waitFor();
  await again.close();

  await page.reload();
  await page.locator('[data-session]').nth(1).waitFor();
  await page
    .getByRole('button', { name: /^Logga ut Chrome/ })
    .first()
    .click();
  await page.getByText('Utloggad där').waitFor();
  await page.getByRole('button', { name: 'Ta bort' }).click();
  await page.getByLabel('Skriv lösenordet igen').fill(password);
  await page.getByLabel('Kod ur appen, eller en reservkod').fill(codes[0]);
  await page.getByRole('button', { name: 'Ta bort' }).click();
  await page.getByText('Den andra faktorn är borttagen').waitFor();
  check(wrong.length === 0, wrong.join('\n'));
  check(window.faults.length === 0, window.faults.join('\n'));
  await window.close();
  return 'set up, asked for, a wrong code refused, another browser signed out, removed';
}
