// The screens of the plan: measures and what belongs to them.
const both = ['light', 'dark'];
const coordinator = 'role=coordinator';
const ready = (page, selector) => page.waitForSelector(selector, { timeout: 60_000 });
const desk = (name, hash, act, query = coordinator) => ({
  name,
  size: 'desk',
  themes: both,
  query,
  hash,
  act,
});

const guard = 'role=reporter&shell=app';
const phone = (name, hash, act, query = guard) => ({
  name,
  size: 'phone',
  themes: ['light', 'dark', 'natt'],
  query,
  hash,
  act,
});

export const planScreens = [
  phone('insatser-nu', '#/brief', (page) => ready(page, '[data-ongoing]')),
  phone('aterkoppling', '#/brief', async (page) => {
    await page.getByRole('radio', { name: 'Återkoppling' }).click();
    await ready(page, '[data-told]');
  }),
  phone(
    'aterkoppling-tom',
    '#/brief',
    (page) => page.getByRole('radio', { name: 'Återkoppling' }).click(),
    `${guard}&state=empty`,
  ),
  desk('bedomning', '#/bedomning', (page) => ready(page, '[data-area]')),
  desk('orsaker', '#/orsaker', (page) => ready(page, '[data-hypothesis]')),
  desk('orsaker-trad', '#/orsaker', async (page) => {
    await ready(page, '[data-node]');
    await page.locator('[data-node]').last().scrollIntoViewIfNeeded();
  }),
  desk('insats-prov', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.getByText('Byt lampor i gångtunneln').first().click();
    await page.getByRole('button', { name: 'Ska utvärderas' }).click();
    await ready(page, 'text=om året syns');
    await page.getByText('om året syns').scrollIntoViewIfNeeded();
  }),
  desk('insats-resultat', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.getByText('Fler ronder vid Stora torget').first().click();
    await ready(page, '[data-follow-up] figure');
    await page.locator('[data-follow-up]').scrollIntoViewIfNeeded();
  }),
  desk('insatser', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.getByText('Fler ronder vid Stora torget').first().click();
    await page.getByText('Historik').click();
  }),
  desk('insats-ny', '#/insatser', async (page) => {
    await ready(page, '[data-measure]');
    await page.keyboard.press('n');
    await page.getByText('Mer', { exact: true }).click();
    await page.fill('#measure-note', 'Ring Sven på 070-174 06 05');
    await ready(page, '.told');
  }),
  desk('insatser-kalender', '#/insatser?visning=kalender', (page) => ready(page, '[data-measure]')),
  desk(
    'insatser-tomt',
    '#/insatser',
    (page) => ready(page, 'text=Inga insatser än'),
    `${coordinator}&state=empty`,
  ),
];
