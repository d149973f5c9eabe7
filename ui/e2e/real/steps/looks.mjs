// Every main screen in light, dark and natt: a picture, and no rule of WCAG 2.2 AA broken.
import { join } from 'node:path';
import { violations } from '../axe.mjs';
import { desk, phone } from '../chromium.mjs';
import { drawn, settled } from '../look.mjs';
import { check } from '../words.mjs';

const position = { longitude: 12.5335, latitude: 57.93, accuracy: 12 };
const themes = ['light', 'dark', 'natt'];
const heading = (page, name) => page.getByRole('heading', { name, exact: true }).waitFor();

/** Where each screen is, and what to wait for. */
const screens = [
  {
    name: 'hem',
    size: phone,
    hash: '',
    ready: (page) => page.getByRole('button', { name: 'Brand' }).waitFor(),
  },
  {
    name: 'rapporter',
    size: phone,
    hash: 'rapporter',
    ready: (page) => heading(page, 'Mina rapporter'),
  },
  {
    name: 'pass',
    size: phone,
    hash: 'pass',
    ready: (page) => page.getByRole('button', { name: 'Starta pass' }).waitFor(),
  },
  { name: 'brief', size: phone, hash: 'brief', ready: (page) => heading(page, 'Nära mig') },
  { name: 'ring', size: phone, hash: 'ring', ready: (page) => heading(page, 'Ring') },
  { name: 'komplettera', size: phone, hash: '', ready: complete },
  { name: 'inflode', size: desk, hash: 'inflode?vy=all', ready: chosen },
];

async function chosen(page) {
  const list = page.getByRole('region', { name: 'Inflöde' });
  await list.getByRole('listitem').first().getByRole('button').click();
  const detail = page.getByRole('complementary', { name: 'Vald rapport' });
  await detail.getByText('Räknas som').waitFor();
}

async function complete(page) {
  await page.getByRole('button', { name: 'Brand' }).waitFor();
  // Answered as the server would, so that looking adds no report.
  await page.route('**/v1/observations', (route) => {
    const { id } = route.request().postDataJSON();
    return route.fulfill({ json: { id, at: Date.now(), safe: 'server' } });
  });
  await page.getByRole('button', { name: 'Brand' }).tap();
  await page.getByText('Mottagen').first().waitFor();
}

export async function looks(world) {
  const wrong = [];
  for (const { name, size, hash, ready } of screens) {
    for (const theme of themes) {
      const window = await world.open({ size, theme, position });
      const title = `${size.width}x${size.height}-${name}-${theme}`;
      await window.page.goto(`${world.base}/#/${hash}`);
      await ready(window.page);
      await drawn(window.page);
      await settled(window.page);
      if (world.shots) await window.page.screenshot({ path: join(world.shots, `${title}.png`) });
      const shown = await window.page.evaluate(() => document.documentElement.dataset.theme);
      if (shown !== theme) wrong.push(`${title}: the page is ${shown}`);
      wrong.push(...(await violations(window.page)).map((it) => `${title}: ${it}`));
      wrong.push(...window.faults.map((it) => `${title}: ${it}`));
      await window.close();
    }
  }
  check(wrong.length === 0, `\n${wrong.join('\n')}`);
  return `${screens.length * themes.length} looks, nothing broken`;
}
