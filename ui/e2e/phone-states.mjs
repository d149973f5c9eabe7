// Every screen of the phone in every state it can be in: with nothing, without a network, with much, when
// something goes wrong, and with too little. `run.mjs` holds them against axe, large text and the keyboard
// in all themes; `gallery.mjs` draws them.
import { photoFile } from './photo-file.mjs';
import { walked } from './walked.mjs';

export const states = ['empty', 'offline', 'many', 'error', 'little'];

const guard = 'role=reporter&shell=app';
const queries = {
  empty: `${guard}&state=empty`,
  offline: `${guard}&state=offline`,
  many: `${guard}&state=many&count=2000`,
  error: `${guard}&state=failing`,
  little: `${guard}&state=little`,
};
const ready = (page, selector) => page.waitForSelector(selector, { timeout: 60_000 });

async function report(page, tile = 'vandalism') {
  await ready(page, '.tile');
  await page.click(`[data-tile="${tile}"]`);
  await ready(page, '#complete .saved:not(.saving)');
}

async function openPlace(page) {
  await ready(page, '.place b');
  await page.click('.place .t');
  await ready(page, '#picker');
}

async function search(page, words) {
  await openPlace(page);
  await page.fill('#place-search', words);
  await page.waitForTimeout(600);
}

async function openSettings(page) {
  await ready(page, '.name');
  await page.click('.name');
  await ready(page, '.rising-sheet');
}

async function changePerson(page) {
  await ready(page, '#pin');
  await page.getByRole('button', { name: 'Byt person' }).click();
  await ready(page, '.people');
}

async function tryWrongPin(page) {
  await ready(page, '#pin');
  await page.fill('#pin', '9999');
  await page.getByRole('button', { name: 'Lås upp' }).click();
  await ready(page, '#pin-problem');
}

async function openGuide(page) {
  await openSettings(page);
  await page.getByRole('button', { name: 'Visa guiden' }).click();
  await ready(page, '.guide');
}

async function handOver(page) {
  const button = page.getByRole('button', { name: 'Lämna över' });
  await page.waitForSelector('article, .centre', { timeout: 60_000 });
  if ((await button.count()) === 0) return;
  await button.first().click();
  await ready(page, '.rising-sheet');
  await page.waitForTimeout(300);
}

const told = (page) =>
  page
    .getByRole('radio', { name: 'Återkoppling' })
    .or(page.getByRole('button', { name: 'Återkoppling' }))
    .first()
    .click();

/** A pass with nothing recorded yet, and one with more stops than fit. */
const begun = { ...walked, track: [], checkpoints: [], startedAt: walked.startedAt + 5_000_000 };
const long = {
  ...walked,
  checkpoints: Array.from({ length: 24 }, (_, i) => ({
    name: `Kontrollpunkt ${i + 1}, Galleria Linden`,
    at: walked.startedAt + i * 180_000,
  })),
};

/** The link of an invitation, typed and sent. */
async function join(page, link) {
  await ready(page, '#link');
  if (!link) return;
  await page.fill('#link', link);
  await page.click('button[type=submit]');
  await page.waitForTimeout(300);
}

const joining = `${guard}&state=not_enrolled`;

/**
 * What differs from the screen's own way there: `query`, `hash`, `before` (kept from an earlier visit) and
 * `act` (what a thumb does). `says` tells what the picture shows where the state's name does not.
 */
export const phoneScreens = [
  {
    name: 'hem',
    title: 'Hem',
    act: (page) => ready(page, '.tile'),
    of: {
      error: { query: `${guard}&position=off`, says: 'platstjänster är av' },
      little: { query: `${guard}&position=weak`, says: 'positionen är grov' },
    },
  },
  {
    name: 'komplettera',
    title: 'Sparat och Komplettera',
    act: (page) => report(page),
    of: {
      many: {
        says: 'foton, underkategori och personuppgift i texten',
        act: async (page) => {
          await report(page);
          await page.click('text=Klotter');
          const files = [await photoFile(page), await photoFile(page, '2.jpg')];
          await page.setInputFiles('#photo-file', files);
          await page.waitForFunction(() => document.querySelectorAll('button.shot').length === 2);
          await page.fill('.checked textarea', 'Ring Sven på 070-174 06 05');
          await ready(page, '.told');
        },
      },
      error: { says: 'telefonen kunde inte spara' },
      little: { query: `${guard}&state=little&position=denied`, says: 'utan plats' },
    },
  },
  {
    name: 'redan',
    title: 'Redan rapporterat?',
    act: async (page) => {
      await ready(page, '.place b');
      await page.waitForTimeout(300);
      await report(page, 'traffic');
      await page.waitForTimeout(400);
    },
    of: {
      empty: { says: 'inget liknande: ingen fråga' },
      many: { query: guard, says: 'ett liknande' },
      error: {
        query: `role=reporter&shell=browser&state=failing`,
        says: 'i webbläsaren: rapporten väntar, ingen fråga',
      },
      little: { query: `${guard}&position=denied`, says: 'utan plats: ingen fråga' },
    },
  },
  {
    name: 'plats',
    title: 'Plats',
    act: openPlace,
    of: {
      offline: { act: (page) => search(page, 'storgatan 1'), says: 'sök utan nät' },
      many: { act: (page) => search(page, 'st'), says: 'många träffar' },
      error: { act: (page) => search(page, 'storgatan 1'), says: 'sökningen svarar inte' },
      little: { query: `${guard}&position=denied`, says: 'utan position' },
    },
  },
  {
    name: 'pass',
    title: 'Pass',
    hash: '#/pass',
    act: (page) => ready(page, '.clock'),
    before: { patrol: walked },
    of: {
      empty: { before: {}, act: (page) => ready(page, 'h1'), says: 'inget pass' },
      many: { before: { patrol: long } },
      error: { query: `${guard}&position=off`, says: 'platstjänster är av' },
      little: { before: { patrol: begun }, says: 'nyss börjat' },
    },
  },
  {
    name: 'rapporter',
    title: 'Mina rapporter',
    hash: '#/rapporter',
    act: (page) => ready(page, 'article, .centre'),
    of: {},
  },
  {
    name: 'brief',
    title: 'Lägesbild nära mig och Veckans brief',
    hash: '#/brief',
    act: (page) => ready(page, 'li, .centre'),
    of: {},
  },
  {
    name: 'aterkoppling',
    title: 'Återkoppling',
    hash: '#/brief',
    act: async (page) => {
      await ready(page, '.seg');
      await told(page);
      await ready(page, 'article, .centre');
    },
    of: {},
  },
  {
    name: 'lamna-over',
    title: 'Lämna över',
    hash: '#/rapporter',
    act: handOver,
    of: {
      empty: { says: 'inget väntar: ingen knapp' },
      many: { says: 'allt mottaget: ingen knapp' },
      error: { says: 'listan svarar inte' },
      little: { says: 'allt mottaget: ingen knapp' },
    },
  },
  {
    name: 'anslut',
    title: 'Anslut',
    query: joining,
    act: (page) => join(page, null),
    of: {
      error: { act: (page) => join(page, 'https://lagesbild.example/fel'), says: 'fel länk' },
    },
  },
  {
    name: 'last',
    title: 'Låst och Byt person',
    hash: '#/rapporter',
    query: `${guard}&lock=locked`,
    act: (page) => ready(page, '#pin'),
    of: {
      empty: { says: 'låst' },
      offline: { query: `${guard}&lock=forgotten&state=offline`, says: 'PIN glömd' },
      many: { act: changePerson, says: 'flera personer på telefonen' },
      error: { act: tryWrongPin, says: 'fel PIN' },
      little: { query: `${guard}&lock=resting`, says: 'väntan efter fem fel' },
    },
  },
  { name: 'ring', title: 'Ring', hash: '#/ring', act: (page) => ready(page, '.calls'), of: {} },
  { name: 'installningar', title: 'Inställningar', act: openSettings, of: {} },
  { name: 'guide', title: 'Guiden', act: openGuide, of: {} },
];

/** One picture of the gallery, with everything that it takes. */
export function stateOf(screen, state) {
  const own = screen.of[state] ?? {};
  return {
    query: own.query ?? screen.query ?? queries[state],
    hash: own.hash ?? screen.hash ?? '',
    before: own.before ?? screen.before ?? {},
    act: own.act ?? screen.act,
    says: own.says ?? null,
  };
}
