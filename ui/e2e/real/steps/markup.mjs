// Stored markup in every field of words that a screen shows: it is read as it was written, and nothing of it
// runs, becomes an element or breaks the page's policy.
import { ask } from '../ask.mjs';
import { desk, phone } from '../chromium.mjs';
import { check } from '../words.mjs';
import { join } from './access.mjs';

/** Closes what it may stand in, and calls a function of the page in three ways. */
const markup = `'"></textarea></title><img data-x src=y onerror=x()><svg data-x onload=x()>`;
/** A word that is looked for on the screens, then the markup. */
const hostile = (word) => `${word} ${markup}`;
const position = { lon: 12.5335, lat: 57.93, source: 'map' };
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function monday() {
  const today = new Date();
  return day(-((today.getUTCDay() + 6) % 7));
}

/** Write markup into every field; answers the words that have to be seen. */
async function write(page, base) {
  const at = Date.now() - 3_600_000;
  const report = async (word, fields = {}) => {
    const draft = {
      category: 'vandalism.graffiti',
      note: hostile(word),
      position,
      when: { kind: 'exact', at },
      ...fields,
    };
    return (await ask(page, '/v1/observations', draft)).id;
  };
  const review = (id, review) => ask(page, '/v1/reviews', { ids: [id], review });
  await report('anteckning', {
    place_name: hostile('platsord'),
    reference: hostile('referens'),
  });
  await report('dubbletten');
  const asked = await report('fragad');
  await review(asked, { state: 'asked', question: hostile('fraga') });
  await ask(page, `/v1/observations/${asked}/answers`, { answer: hostile('svar') });
  const rejected = await report('nekad');
  await review(rejected, { state: 'rejected', reason: hostile('nekande') });
  const withdrawn = await report('aterkallad');
  const joined = await report('handelsen');
  await ask(page, '/v1/incidents/decisions', { decide: 'join', observations: [withdrawn, joined] });
  await ask(page, `/v1/incidents/${joined}/sayings`, {
    say: 'comment',
    text: hostile('kommentar'),
  });
  const set = { place_name: hostile('handelseplats') };
  await ask(page, `/v1/incidents/${joined}/sayings`, { say: 'describe', set });
  await ask(page, `/v1/observations/${withdrawn}/amendments`, { withdrawn: hostile('angrad') });
  await report('markerad', { note: `${hostile('markerad')} ring 070-174 06 05` });

  const place = { key: 'torget', name: hostile('insatsplats'), ...position, radius_m: 100 };
  delete place.source;
  const plan = (doc, of, set) => ask(page, '/v1/plan', { doc, of, set });
  await plan('00000000-0000-7000-8000-00000000a001', 'measure', {
    title: hostile('insats'),
    status: 'decided',
    measure_type: 'cleaning',
    organisation: hostile('utforare'),
    function: hostile('funktion'),
    note: hostile('insatsord'),
    place,
    is_evaluated: true,
    outcome: { outcome: 'partly', text: hostile('utfall'), on: day(0) },
  });
  const questions = ['problem', 'location', 'times', 'affected', 'enables', 'tried'];
  const sides = ['offender', 'target', 'setting_of_place'];
  const answers = [...questions, ...sides].map((field) => [field, hostile(`svar-${field}`)]);
  await plan('00000000-0000-7000-8000-00000000a002', 'cause_analysis', {
    title: hostile('orsak'),
    ...Object.fromEntries(answers),
    'node.a': { text: hostile('gren') },
    'hypothesis.h': { text: hostile('hypotes'), rank: 1, standing: 'open' },
    'evidence.e': { hypothesis: 'h', of: 'told', is_for: true, text: hostile('belagg') },
    conclusion: 'short',
    conclusion_text: hostile('slutsats'),
  });
  await plan('00000000-0000-7000-8000-00000000a003', 'meeting', {
    on: day(0),
    body: hostile('gruppen'),
    'point.news': hostile('nyheten'),
    'attendance.a': { function: hostile('kallad'), is_present: true },
    'coming.a': { what: hostile('kommande'), from: day(3) },
    'decision.a': { what: hostile('beslutet'), owner: hostile('agaren') },
  });
  const from = monday();
  const until = new Date(Date.parse(from) + 6 * 86_400_000).toISOString().slice(0, 10);
  const [area] = await ask(page, `/v1/assessments?from=${from}&until=${until}`);
  const decided = { area: area.area, name: area.name, from, until, colour: 'yellow' };
  const said = { reason: hostile('motivering'), decided_by: hostile('beslutare') };
  await ask(page, '/v1/assessments', { set: { ...decided, ...said } });
  const [invitation] = [
    await ask(page, '/v1/access/devices', {
      organisation: 'Vaktbolaget Norr',
      role: 'reporter',
      name: hostile('enhet'),
    }),
  ];
  await join(base, invitation.link, hostile('appnamn').slice(0, 120));
  const words = [
    'handelsen kommentar handelseplats',
    'anteckning platsord referens dubbletten fragad fraga svar nekad nekande aterkallad angrad',
    'markerad insatsplats insats utforare funktion insatsord utfall orsak gren hypotes belagg',
    'slutsats motivering beslutare enhet appnamn',
    'gruppen nyheten kallad kommande beslutet agaren',
    answers.map(([field]) => `svar-${field}`).join(' '),
  ]
    .join(' ')
    .split(' ');
  return { words, incidents: `handelse/${joined}` };
}

/** Every screen, and what has to be opened on it to see all of it. */
const screens = [
  [desk, 'inflode?vy=all', '[data-report], .list li button'],
  [desk, `inflode?vy=${encodeURIComponent(markup)}&text=${encodeURIComponent(markup)}`, null],
  [desk, 'sla-ihop', '.list li button'],
  [desk, 'maskning', 'main li button'],
  [desk, 'bedomning', '[data-area]'],
  [desk, 'moten', '[data-meeting]'],
  [desk, 'orsaker', 'main ul li button'],
  [desk, 'insatser', '[data-measure]'],
  [desk, 'insatser?visning=kalender', '[data-measure]'],
  [desk, 'platser', null],
  [desk, 'analys', null],
  [desk, 'enheter', '[data-device] button'],
  [desk, 'enheter?visning=inloggningar', '[data-person] button'],
  [desk, 'inloggning', null],
  [phone, '', null],
  [phone, 'rapporter', 'button.copy'],
  [phone, 'brief', null],
  [phone, 'ring', null],
];
/** So many rows of a list are opened at the most. */
const rows = 8;

/** Everything that can be read on the page, what stands in fields too. */
const read = (page) =>
  page.evaluate(() => {
    for (const it of document.querySelectorAll('details')) it.open = true;
    const fields = [...document.querySelectorAll('input, textarea')].map((it) => it.value);
    return `${document.body.innerText}\n${fields.join('\n')}`;
  });

const harm = (page) =>
  page.evaluate(() => ({
    run: globalThis.hits,
    elements: document.querySelectorAll('[data-x]').length,
    violations: globalThis.violations,
  }));

export async function markupInWords(world) {
  const found = new Set();
  const wrong = [];
  let words = [];
  let incidents = '';
  let looked = 0;
  for (const size of [desk, phone]) {
    const window = await world.open({ size });
    const { page } = window;
    await window.context.addInitScript(() => {
      Object.assign(globalThis, { hits: 0, violations: [], x: () => (globalThis.hits += 1) });
      document.addEventListener('securitypolicyviolation', (event) =>
        globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    await page.goto(`${world.base}/#/`);
    await page.waitForSelector('#content:not([aria-busy])');
    if (words.length === 0) ({ words, incidents } = await write(page, world.base));
    const look = async (where) => {
      looked += 1;
      const text = await read(page);
      for (const word of words) if (text.includes(`${word} '"><`)) found.add(word);
      const { run, elements, violations } = await harm(page);
      if (run > 0) wrong.push(`${where}: ${run} scripts ran`);
      if (elements > 0) wrong.push(`${where}: ${elements} elements came of words`);
      for (const it of violations) wrong.push(`${where}: policy: ${it}`);
    };
    const shown = [...screens, [desk, incidents, null]];
    for (const [, hash, opens] of shown.filter(([of]) => of === size)) {
      await page.evaluate((hash) => (location.hash = `#/${hash}`), hash);
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(600);
      await look(hash);
      const count = opens ? Math.min(rows, await page.locator(opens).count()) : 0;
      for (let n = 0; n < count; n += 1) {
        await page.locator(opens).nth(n).click();
        await page.waitForTimeout(250);
        await look(`${hash} ${n + 1}`);
        // What opened over the list would keep the next from being reached.
        if (await page.locator('[role=dialog][data-state=open]').count()) {
          await page.keyboard.press('Escape');
          await page.waitForTimeout(400);
        }
      }
    }
    if (size === desk) {
      await page.evaluate(() => (location.hash = '#/inflode?vy=all'));
      await page.waitForTimeout(300);
      await page.keyboard.press('Control+k');
      await page.keyboard.type(markup);
      await look('the palette');
    }
    wrong.push(...window.faults);
    await window.close();
  }
  check(wrong.length === 0, `\n${[...new Set(wrong)].join('\n')}`);
  const unseen = words.filter((word) => !found.has(word));
  check(unseen.length === 0, `written and seen on no screen: ${unseen.join(', ')}`);
  return `${words.length} fields of markup, ${looked} looks, nothing ran, no violation of the policy`;
}
