// Inflöde at a desk: as many reports as the server has, in the list, in the legend and on the map.
import { ask, total } from '../ask.mjs';
import { desk } from '../chromium.mjs';
import { colours, drawn } from '../look.mjs';
import { check } from '../words.mjs';

/** As many as the list shows at once. */
const page_length = 100;

/** Open Inflöde with everything in it. */
export async function openInbox(world, size = desk) {
  const window = await world.open({ size });
  const { page } = window;
  await page.goto(`${world.base}/#/inflode?vy=all`);
  const list = page.getByRole('region', { name: 'Inflöde' });
  await list.getByRole('listitem').first().waitFor();
  return { ...window, list, detail: page.getByRole('complementary', { name: 'Vald rapport' }) };
}

export async function inbox(world) {
  const window = await openInbox(world);
  const { page, list } = window;
  const held = await total(page);
  if (world.expect !== null) check(held === world.expect, `the server has ${held} reports`);
  const spelled = held.toLocaleString('sv-SE').replaceAll(/\s/g, '\\s?');
  await list.getByText(new RegExp(`^${spelled}\\s+(rapport(er)?|att granska)$`)).waitFor();
  const rows = list.getByRole('listitem');
  const shown = Math.min(held, page_length);
  check((await rows.count()) === shown, `the list shows ${await rows.count()}, not ${shown}`);
  const map = page.getByRole('region', { name: 'Karta över rapporterna' }).first();
  await page
    .getByRole('main')
    .getByText(new RegExp(`(^|\\s)${spelled} rapporter ·`))
    .waitFor();
  const points = await ask(page, '/v1/picture/points', {});
  const placed = points.ids.length;
  check(placed + points.without_position === held, `the map has ${placed} of ${held}`);
  for (const organisation of (world.organisations ?? '').split(',').filter(Boolean)) {
    await list.getByText(organisation).first().waitFor();
  }
  await drawn(page);
  const seen = await colours(page, map);
  check(seen > 50, `the map shows ${seen} colours: it was not drawn`);
  check(window.faults.length === 0, window.faults.join('\n'));
  await window.close();
  return `${held} reports in list, legend and picture, ${placed} of them on the map`;
}
