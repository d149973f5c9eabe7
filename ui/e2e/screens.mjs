// Every screen and state that is pictured and held against axe.
import { photoFile } from './photo-file.mjs';
import { guideScreens } from './screens-guide.mjs';
import { incidentScreens } from './screens-incident.mjs';
import { planScreens } from './screens-plan.mjs';

const all = ['light', 'dark', 'natt'];
const one = ['light'];
const guard = 'role=reporter&shell=app';
const coordinator = 'role=coordinator';
const ready = (page, selector) => page.waitForSelector(selector, { timeout: 60_000 });
const tile = (code) => async (page) => {
  await ready(page, '.place b');
  await page.waitForTimeout(400);
  await page.click(`[data-tile="${code}"]`);
  await ready(page, '#complete');
};

const withPhotos = async (page) => {
  await tile('vandalism')(page);
  await page.setInputFiles('#photo-file', [await photoFile(page), await photoFile(page, '2.jpg')]);
  await page.waitForFunction(() => document.querySelectorAll('button.shot').length === 2);
};

const second = async (page) => {
  await ready(page, '[data-report]');
  await page.keyboard.press('j');
};

export const screens = [
  {
    name: 'tillganglighet',
    size: 'phone',
    themes: all,
    query: guard,
    hash: '#/tillganglighet',
  },
  {
    name: 'tillganglighet',
    size: 'desk',
    themes: one,
    query: coordinator,
    hash: '#/tillganglighet',
  },
  {
    name: 'foto-heic',
    size: 'phone',
    themes: one,
    query: guard,
    act: async (page) => {
      await tile('vandalism')(page);
      const buffer = Buffer.from('\0\0\0\x18ftypheic', 'latin1');
      await page.setInputFiles('#photo-file', { name: 'a.jpg', mimeType: 'image/jpeg', buffer });
      await ready(page, '.refused');
    },
  },
  {
    name: 'sudda',
    size: 'phone',
    themes: all,
    query: guard,
    act: async (page) => {
      await withPhotos(page);
      await page.locator('button.shot').first().click();
      await ready(page, '#blur canvas');
      await page.waitForTimeout(300);
      const box = await page.locator('#blur canvas').boundingBox();
      await page.mouse.move(box.x + 60, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(box.x + 200, box.y + 160, { steps: 6 });
      await page.mouse.up();
    },
  },
  {
    name: 'annan-tid',
    size: 'phone',
    themes: all,
    query: guard,
    act: async (page) => {
      await tile('vandalism')(page);
      await page.click('text=Annan tid');
      const [from, to] = await page.locator('input[type=datetime-local]').all();
      await from.fill('2026-10-25T02:30');
      await to.fill('2026-10-25T02:30');
      await ready(page, 'text=två gånger');
    },
  },
  {
    name: 'bilder-stora',
    size: 'desk',
    themes: ['light', 'dark'],
    query: coordinator,
    act: async (page) => {
      await ready(page, '[data-report]');
      await page.getByText('Björkskolan, baksidan').first().click();
      await ready(page, '.photos img');
      await page.locator('.photos button').first().click();
      await ready(page, 'dialog[open] img');
    },
  },
  { name: 'vald', size: 'phone', themes: one, query: guard, act: tile('violence') },
  {
    name: 'inget-sparat',
    size: 'phone',
    themes: one,
    query: 'role=reporter&shell=browser&state=offline',
    act: tile('disorder'),
  },
  {
    name: 'oklart',
    size: 'phone',
    themes: all,
    query: 'role=reporter&shell=browser&state=lost',
    act: async (page) => {
      await tile('disorder')(page);
      await ready(page, '.saved.unknown');
    },
  },
  {
    name: 'rapporter-inte-bekraftad',
    size: 'phone',
    themes: ['dark'],
    query: 'role=reporter&shell=browser&state=offline',
    act: async (page) => {
      await tile('disorder')(page);
      await page.click('text=Vänta med den');
      await page.click('a[href="#/rapporter"]');
      await ready(page, 'article');
    },
  },
  {
    name: 'ta-emot',
    size: 'phone',
    themes: all,
    query: `${guard}&state=empty`,
    hash: '#/rapporter',
    act: async (page) => {
      await page.getByRole('button', { name: 'Ta emot överlämning' }).click();
      await ready(page, '.rising-sheet .reader');
    },
  },
  {
    name: 'rapporter-strul',
    size: 'phone',
    themes: all,
    query: `${guard}&state=trouble`,
    hash: '#/rapporter',
    act: (page) => ready(page, '[data-notice="storage"]'),
  },
  {
    name: 'engelska',
    size: 'phone',
    themes: one,
    language: 'en',
    query: guard,
    act: (page) => ready(page, '.tile'),
  },
  { name: 'inflode', size: 'desk', themes: all, query: coordinator, act: second },
  {
    name: 'inflode-62000',
    size: 'desk',
    themes: one,
    query: `${coordinator}&state=many&count=62000`,
    hash: '#/inflode?vy=all',
    act: (page) => ready(page, '.donut'),
  },
  { name: 'inflode-tomt', size: 'desk', themes: one, query: `${coordinator}&state=empty` },
  {
    name: 'inflode-filter',
    size: 'desk',
    themes: ['dark'],
    query: coordinator,
    hash: '#/inflode?vy=all&period=week&kategori=vandalism,place',
    act: async (page) => {
      await second(page);
      await page.keyboard.press('f');
      await ready(page, '.pop.filter');
    },
  },
  {
    name: 'inflode-inget-passar',
    size: 'desk',
    themes: one,
    query: coordinator,
    hash: '#/inflode?text=finnsinte',
  },
  {
    name: 'tangenter',
    size: 'desk',
    themes: one,
    query: coordinator,
    act: async (page) => {
      await second(page);
      await page.keyboard.press('?');
      await ready(page, '.pop.dialog');
    },
  },
  {
    name: 'palett',
    size: 'desk',
    themes: all,
    query: coordinator,
    act: async (page) => {
      await second(page);
      await page.keyboard.press('Control+k');
      await page.waitForFunction(() => document.activeElement?.matches('.palette input'));
      await page.keyboard.type('torg');
    },
  },
  {
    name: 'fraga',
    size: 'desk',
    themes: one,
    query: coordinator,
    act: async (page) => {
      await second(page);
      await page.keyboard.press('q');
      await ready(page, '#words');
    },
  },
  {
    name: 'avvisa',
    size: 'desk',
    themes: ['natt'],
    query: coordinator,
    act: async (page) => {
      await second(page);
      await page.keyboard.press('r');
      await ready(page, '#words');
    },
  },
  {
    name: 'logga-in',
    size: 'desk',
    themes: all,
    query: `${coordinator}&state=signed_out`,
    act: (page) => ready(page, '#name'),
  },
  {
    name: 'logga-in-kod',
    size: 'desk',
    themes: ['light', 'dark'],
    query: `${coordinator}&state=signed_out`,
    act: async (page) => {
      await page.fill('#name', 'sam.falk');
      await page.fill('#password', 'en lång mening med kod');
      await page.keyboard.press('Enter');
      await ready(page, '#code');
    },
  },
  {
    name: 'inbjudan',
    size: 'desk',
    themes: ['light', 'dark'],
    query: `${coordinator}&state=signed_out`,
    hash: '#/anslut/abcdefghijklmnop1234',
    act: (page) => page.fill('#password', 'för kort'),
  },
  {
    name: 'trasigt',
    size: 'desk',
    themes: one,
    query: `${coordinator}&state=broken`,
    act: (page) => ready(page, '.btn'),
  },
  {
    name: 'sla-ihop',
    size: 'desk',
    themes: ['light', 'dark'],
    query: coordinator,
    hash: '#/sla-ihop',
    act: (page) => ready(page, '.pair article'),
  },
  {
    name: 'sla-ihop-inget',
    size: 'desk',
    themes: one,
    query: 'role=coordinator&state=empty',
    hash: '#/sla-ihop',
    act: (page) => ready(page, '.work .centre'),
  },
  {
    name: 'maskning',
    size: 'desk',
    themes: all,
    query: coordinator,
    hash: '#/maskning',
    act: (page) => ready(page, '.work mark'),
  },
  ...guideScreens,
  ...incidentScreens,
  ...planScreens,
];
