// *Enheter*: a link with its QR code lets a device join, the list shows it, and its access is taken away.
import { generateKeyPairSync } from 'node:crypto';
import { violations } from '../axe.mjs';
import { desk } from '../chromium.mjs';
import { check } from '../words.mjs';

/** The public half of a new key, as a device sends it. */
export function newKey() {
  const { publicKey } = generateKeyPairSync('ed25519');
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url');
}

/** Join by a link, as a device would. */
export async function join(base, link, app) {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ code: link.split('#')[1], public_key: newKey(), app });
  const answer = await fetch(`${base}/v1/enrolment`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`the device did not join: ${await answer.text()}`);
  return answer.json();
}

export async function access(world) {
  const window = await world.open({ size: desk });
  const { page } = window;
  await page.goto(`${world.base}/#/enheter`);
  await page.getByRole('button', { name: 'Anslut enhet' }).first().click();
  await page.getByLabel('Organisation').selectOption('Vaktbolaget Norr');
  await page.getByLabel('Enhetens namn').fill('Rond 9');
  await page.getByRole('button', { name: 'Gör en länk' }).click();
  await page.getByRole('img', { name: /QR-kod/ }).waitFor();
  const link = await page.getByLabel('Gör en länk').inputValue();
  check(link.startsWith(world.base), `the link leads to ${link}`);
  const wrong = await violations(page);
  const { device, token } = await join(world.base, link, 'lagesbild/0.0.1');
  await page.getByRole('button', { name: 'En till' }).click();

  const row = page.locator('[data-device]', { hasText: 'Rond 9' });
  await row.getByText('0.0.1').waitFor();
  await row.getByRole('button').click();
  await page.getByRole('button', { name: 'Spärra', exact: true }).click();
  await page.getByText('Töm den när allt som väntar är inskickat').click();
  wrong.push(...(await violations(page)));
  await page.getByRole('button', { name: 'Spärra nu' }).click();
  await row.getByText('Töms när den hör av sig').waitFor();
  const headers = { Authorization: `Bearer ${token.token}` };
  const read = await fetch(`${world.base}/v1/me`, { headers });
  check(read.status === 401, `device ${device} still reads: ${read.status}`);
  check(wrong.length === 0, wrong.join('\n'));
  check(window.faults.length === 0, window.faults.join('\n'));
  await window.close();
  return 'connected by the QR code’s link, seen, revoked with a wipe ordered';
}
