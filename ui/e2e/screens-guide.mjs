// The phone's guide with its practice report, and a report that is copied.
const all = ['light', 'dark', 'natt'];
const one = ['light'];
const guard = 'role=reporter&shell=app';
const ready = (page, selector) => page.waitForSelector(selector, { timeout: 60_000 });

async function openGuide(page) {
  await ready(page, '.tile');
  await page.locator('.name').click();
  await page.getByRole('button', { name: 'Visa guiden' }).click();
}

export const guideScreens = [
  {
    name: 'guide',
    size: 'phone',
    themes: all,
    query: guard,
    act: async (page) => {
      await openGuide(page);
      await page.getByRole('heading', { name: 'Tryck på det du ser' }).waitFor();
    },
  },
  {
    name: 'guide-ovning',
    size: 'phone',
    themes: one,
    query: guard,
    act: async (page) => {
      await openGuide(page);
      await page.locator('.guide .tile').nth(1).click();
      await page.getByText('Övning: så här ser det ut').waitFor();
    },
  },
  {
    name: 'guide-vagen',
    size: 'phone',
    themes: one,
    query: guard,
    act: async (page) => {
      await openGuide(page);
      await page.getByRole('button', { name: 'Nästa' }).click();
    },
  },
  {
    name: 'kopiera',
    size: 'phone',
    themes: all,
    query: guard,
    hash: '#/rapporter',
    act: async (page) => {
      await page.getByRole('button', { name: 'Kopiera', exact: true }).first().click();
      await ready(page, '#report-text');
    },
  },
];
