// Every screen and state that is pictured and held against axe.
const all = ['light', 'dark', 'natt'];
const one = ['light'];
const guard = 'role=reporter&shell=app';
const ready = (page, selector) => page.waitForSelector(selector, { timeout: 15_000 });
const tile = (code) => async (page) => {
  await ready(page, '.place b');
  await page.waitForTimeout(400);
  await page.click(`[data-tile="${code}"]`);
  await ready(page, '#complete');
};

export const screens = [
  { name: 'hem', size: 'phone', themes: all, query: guard, act: (page) => ready(page, '.tile') },
  {
    name: 'sparat',
    size: 'phone',
    themes: all,
    query: guard,
    act: async (page) => {
      await tile('vandalism')(page);
      await page.click('text=Klotter');
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
  { name: 'rapporter', size: 'phone', themes: all, query: guard, hash: '#/rapporter' },
  {
    name: 'rapporter-offline',
    size: 'phone',
    themes: one,
    query: `${guard}&state=offline`,
    hash: '#/rapporter',
  },
  {
    name: 'rapporter-tom',
    size: 'phone',
    themes: one,
    query: `${guard}&state=empty`,
    hash: '#/rapporter',
  },
  {
    name: 'plats',
    size: 'phone',
    themes: all,
    query: guard,
    act: async (page) => {
      await ready(page, '.place b');
      await page.click('.place .t');
      await ready(page, '#picker');
    },
  },
  {
    name: 'plats-sok',
    size: 'phone',
    themes: one,
    query: guard,
    act: async (page) => {
      await ready(page, '.place b');
      await page.click('.place .t');
      await page.fill('#place-search', 'tor');
    },
  },
  { name: 'pass', size: 'phone', themes: one, query: guard, hash: '#/pass' },
  {
    name: 'pass-pagar',
    size: 'phone',
    themes: ['natt'],
    query: guard,
    hash: '#/pass',
    act: async (page) => {
      await ready(page, '.bottom .btn');
      await page.click('.bottom .btn');
    },
  },
  {
    name: 'brief',
    size: 'phone',
    themes: all,
    query: guard,
    hash: '#/brief',
    act: (page) => ready(page, 'li'),
  },
  { name: 'brief-tom', size: 'phone', themes: one, query: `${guard}&state=empty`, hash: '#/brief' },
  { name: 'ring', size: 'phone', themes: all, query: guard, hash: '#/ring' },
  { name: 'anslut', size: 'phone', themes: one, query: `${guard}&state=not_enrolled` },
  {
    name: 'installningar',
    size: 'phone',
    themes: ['dark'],
    query: guard,
    act: async (page) => {
      await ready(page, '.name');
      await page.click('.name');
      await ready(page, '.settings-sheet');
    },
  },
  {
    name: 'stor-text',
    size: 'phone',
    themes: one,
    query: guard,
    text: 200,
    act: (page) => ready(page, '.tile'),
  },
  {
    name: 'engelska',
    size: 'phone',
    themes: one,
    language: 'en',
    query: guard,
    act: (page) => ready(page, '.tile'),
  },
];
