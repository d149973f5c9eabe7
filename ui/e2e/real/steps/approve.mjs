// A decision by keyboard alone, taken back, and taken again: the server has each.
import { ask } from '../ask.mjs';
import { check } from '../words.mjs';
import { openInbox } from './inbox.mjs';

async function until(page, id, wanted) {
  let state;
  for (let n = 0; n < 100; n += 1) {
    ({ state } = (await ask(page, `/v1/observations/${id}`)).review);
    if (state === wanted) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`the server has “${state}”, not “${wanted}”`);
}

export async function approve(world) {
  const window = await openInbox(world);
  const { page, list, detail } = window;
  await page.goto(`${world.base}/#/inflode?vy=open`);
  await list.getByText('att granska').waitFor();
  const { observations } = await ask(page, '/v1/picture', {
    filter: { reviews: ['new'] },
    skip: 0,
    limit: 1,
  });
  check(observations.length === 1, 'no report is new');
  // Down to the first report that nobody has looked at.
  const fresh = detail.getByText('Ny', { exact: true });
  for (let n = 0; n < 50; n += 1) {
    await page.keyboard.press('j');
    if (n > 0 && (await fresh.count()) > 0) break;
  }
  const row = page.locator('[aria-current="true"]');
  const id = await list.getByRole('listitem').filter({ has: row }).getAttribute('data-report');
  check(id, 'J chooses nothing');
  const before = (await ask(page, `/v1/observations/${id}`)).review.state;
  check(before === 'new', `the chosen report is ${before}`);
  await page.keyboard.press('a');
  await until(page, id, 'approved');
  await page.keyboard.press('z');
  await until(page, id, 'new');
  await page.getByText('Ångrat').first().waitFor();
  await page.goto(`${world.base}/#/inflode?vy=open&rapport=${id}`);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Alla kortkommandon' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Sök eller gör' }).waitFor();
  await page.keyboard.press('Escape');
  check(window.faults.length === 0, window.faults.join('\n'));
  await window.close();
  return `${id}: A, then Z; ? and Ctrl K open`;
}
