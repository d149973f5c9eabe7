// What a person does, from the first tap to the end; each walk throws when something is not so.
import assert from 'node:assert/strict';
import { comfortWalks } from './walks-comfort.mjs';
import { deskWalks } from './walks-desk.mjs';
import { handoverWalks } from './walks-handover.mjs';
import { photoWalks } from './walks-photos.mjs';
import { meetingWalks } from './walks-meeting.mjs';
import { planWalks } from './walks-plan.mjs';
import { positionWalks } from './walks-position.mjs';

const guard = '/?backend=fake&role=reporter&shell=app';
const coordinator = '/?backend=fake&role=coordinator';
const shown = (page, text) => page.getByText(text).first().waitFor({ timeout: 10_000 });
const count = (page, selector) => page.locator(selector).count();

export const walks = {
  async 'walk: one tap is a saved report'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'natt' });
    await page.goto(base + guard);
    await page.locator('[data-tile="disorder"]').tap();
    await shown(page, 'Sparat på telefonen');
    await page.getByRole('button', { name: 'Klar' }).tap();
    await page.getByRole('link', { name: /Rapporter/ }).tap();
    await shown(page, 'På telefonen');
    await page.context().close();
  },

  async 'walk: at a hospital one reads of patients before one writes'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.goto(`${base}${guard}&patients=1`);
    await page.locator('[data-tile="disorder"]').tap();
    await shown(page, 'Inga patientuppgifter');
    const described = await page.locator('#note').getAttribute('aria-describedby');
    assert.equal(described, 'no-patients');
    await page.goto('about:blank');
    await page.goto(base + guard);
    await page.locator('[data-tile="disorder"]').tap();
    await page.locator('#note').waitFor();
    assert.equal(await page.getByText('Inga patientuppgifter').count(), 0);
    await page.context().close();
  },

  async 'walk: five reports in a row with Spara & ny'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.goto(`${base}${guard}&state=empty`);
    for (const tile of ['disorder', 'vandalism', 'traffic', 'place', 'calm']) {
      await page.locator(`[data-tile="${tile}"]`).tap();
      await page.getByRole('button', { name: 'Spara & ny' }).tap();
      await page.locator('#complete').waitFor({ state: 'detached' });
    }
    await page.getByRole('link', { name: /Rapporter/ }).tap();
    await page.locator('article').nth(4).waitFor();
    assert.equal(await count(page, 'article'), 5);
    await page.context().close();
  },

  async 'walk: a browser never says saved before the server has it'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.goto(`${base}/?backend=fake&role=reporter&shell=browser&state=offline`);
    await page.locator('[data-tile="violence"]').tap();
    await shown(page, 'Inget sparades');
    await shown(page, 'Ring 112');
    assert.equal(await page.getByText('Sparat på telefonen').count(), 0);
    assert.equal(await page.getByText('Mottagen').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Klar' }).count(), 0);
    await page.getByRole('button', { name: 'Vänta med den' }).tap();
    await page.getByRole('link', { name: /Rapporter/ }).tap();
    await shown(page, 'Inte skickad, ligger kvar här');
    await page.context().close();
  },

  async 'walk: a lost answer is called what it is'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'natt' });
    await page.goto(`${base}/?backend=fake&role=reporter&shell=browser&state=lost`);
    await page.locator('[data-tile="fire"]').tap();
    await shown(page, 'Oklart om den kom fram');
    assert.equal(await page.getByText('Inget sparades').count(), 0);
    await page.getByRole('button', { name: 'Försök igen' }).tap();
    await shown(page, 'Mottagen');
    await page.context().close();
  },

  async 'walk: undo takes the report back'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'dark' });
    await page.goto(`${base}${guard}&state=empty`);
    await page.locator('[data-tile="fire"]').tap();
    await page.getByRole('button', { name: /Ångra/ }).tap();
    await page.locator('#complete').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /Rapporter/ }).tap();
    await shown(page, 'Tillbakatagen');
    await page.context().close();
  },

  async 'walk: a pass marks its reports and counts them'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'natt' });
    await page.goto(`${base}${guard}&state=empty`);
    await page.getByRole('button', { name: 'Starta pass' }).tap();
    await page.locator('[data-tile="calm"]').tap();
    await page.getByRole('button', { name: 'Klar' }).tap();
    await page.getByRole('link', { name: 'Pass', exact: true }).tap();
    await shown(page, '1 rapport');
    await shown(page, 'GPS på, bara under pass');
    await page.getByRole('button', { name: 'Paus' }).tap();
    await shown(page, 'Paus, GPS av');
    await page.getByRole('button', { name: 'Fortsätt' }).tap();
    await page.getByRole('button', { name: 'Håll in: avsluta' }).tap();
    await page.getByRole('button', { name: 'Avsluta pass' }).tap();
    await shown(page, /Passet är avslutat/);
    await shown(page, /Sträckan finns bara här/);
    await page.getByRole('button', { name: 'Ta bort sträckan' }).tap();
    assert.equal(await page.getByText('Sträckan finns bara här').count(), 0);
    await page.context().close();
  },

  async 'walk: a coordinator reviews with the keyboard alone'({ browser, base, open }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(base + coordinator);
    await page.locator('[data-report]').first().waitFor();
    const chosen = () => page.locator('li.chosen').getAttribute('data-report');
    const first = await chosen();
    await page.keyboard.press('a');
    await page.waitForFunction((id) => !document.querySelector(`[data-report="${id}"]`), first);
    const second = await chosen();
    assert.notEqual(second, first);
    await page.keyboard.press('q');
    await page.locator('#words:focus').waitFor();
    await page.keyboard.type('Var det norra sidan?');
    await page.keyboard.press('Control+Enter');
    await page.locator(`[data-report="${second}"]`).getByText('Väntar på svar').waitFor();
    await page.keyboard.press('z');
    await page.keyboard.press('z');
    await page.locator(`[data-report="${first}"]`).waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 markerade').waitFor();
    await page.keyboard.press('d');
    await page.getByText('Under granskning').first().waitFor();
    await page.context().close();
  },

  async 'walk: a question is answered where it stands'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'dark' });
    await page.goto(`${base}${guard}#/rapporter`);
    await shown(page, 'Fråga från samordningen');
    await page.getByLabel('Ditt svar').fill('Södra, vid cykelstället.');
    await page.getByRole('button', { name: 'Svara' }).tap();
    await page.getByText('Fråga från samordningen').waitFor({ state: 'detached' });
    await shown(page, 'Södra, vid cykelstället.');
    await shown(page, 'besvarad');
    await page.context().close();
  },

  async 'walk: a report is copied as text, and the police number is noted on it'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${base}${guard}#/rapporter`);
    await page.getByRole('button', { name: 'Kopiera', exact: true }).first().tap();
    await page.getByLabel('Eget nummer').fill('K 1204-26');
    await page.getByRole('button', { name: 'Spara numret' }).tap();
    await shown(page, 'Numret är sparat på rapporten.');
    await page.getByRole('button', { name: 'Kopiera texten' }).tap();
    await shown(page, 'Texten ligger i urklipp.');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^Vad: .+\nNär: .*\d{4}-\d\d-\d\d \d\d:\d\d/);
    assert.match(copied, /\nEget nummer: K 1204-26\nRapport: /);
    await page.context().close();
  },

  async 'walk: the list says its order and changes it'({ browser, base, open }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(`${base}${coordinator}#/inflode?vy=all`);
    await page.locator('[data-report]').first().waitFor();
    const headings = () => page.locator('.feed h2.group b').allInnerTexts();
    const isOnceEach = (names) => new Set(names).size === names.length;
    assert.ok(isOnceEach(await headings()));
    const times = () => page.locator('[data-report] time').allInnerTexts();
    const before = await times();
    await page.getByLabel('Ordning').selectOption('received');
    await page.waitForFunction(() => location.hash.includes('ordning=mottagen'));
    await page.locator('[data-report]').first().waitFor();
    assert.ok(isOnceEach(await headings()));
    assert.notDeepEqual(await times(), before);
    await page.context().close();
  },

  async 'walk: a cluster opens with the keyboard'({ browser, base, open, settled }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(`${base}${coordinator}&state=many&count=3000#/inflode?vy=all`);
    await page.locator('button.donut').first().waitFor();
    await settled(page);
    const stops = page.locator('button.donut[tabindex="0"]');
    assert.equal(await stops.count(), 1);
    await stops.focus();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    assert.match(await focused(), /rapporter här$/);
    const all = () =>
      page.locator('button.donut').evaluateAll((them) => them.map((it) => it.title));
    const before = await all();
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (titles) =>
        JSON.stringify([...document.querySelectorAll('button.donut')].map((it) => it.title)) !==
        titles,
      JSON.stringify(before),
    );
    // What is chosen lies over the clusters.
    const over = await page.evaluate(() => {
      const pin = document.querySelector('.pin')?.closest('.maplibregl-marker');
      return pin ? getComputedStyle(pin).zIndex : null;
    });
    assert.equal(over, '1');
    await page.context().close();
  },

  async 'walk: the legend is whole at 1280 and nothing scrolls sideways'({ browser, base, open }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${base}${coordinator}#/inflode?vy=all`);
    await page.locator('.legend .without').waitFor();
    const cut = await page.locator('.legend').evaluate((it) => {
      const box = it.getBoundingClientRect();
      const inside = [...it.children].every((child) => {
        const { left, right, bottom } = child.getBoundingClientRect();
        return left >= box.left && right <= box.right && bottom <= box.bottom;
      });
      return !inside || it.scrollWidth > it.clientWidth;
    });
    assert.ok(!cut, 'the legend is cut');
    await page.context().close();
    const phone = await open(browser, { size: 'phone', theme: 'light', text: 200 });
    await phone.goto(base + guard);
    await phone.locator('[data-tile="vandalism"]').tap();
    await phone.locator('#complete .scroll').waitFor();
    const wide = await phone
      .locator('#complete .scroll')
      .evaluate((it) => it.scrollWidth - it.clientWidth);
    assert.equal(wide, 0);
    await phone.context().close();
  },

  async 'walk: labels on the map are drawn with the bundled fonts'({
    browser,
    base,
    open,
    settled,
  }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(base + coordinator);
    await page.locator('[data-report]').first().waitFor();
    await settled(page);
    const loaded = await page.evaluate(() =>
      [...document.fonts].filter((it) => it.status === 'loaded').map((it) => it.family),
    );
    const names = new Set(loaded.map((name) => name.replaceAll('"', '')));
    assert.ok(names.has('Inter Variable') && names.has('Inter Variable Semibold'), [...names]);
    await page.context().close();
  },

  async 'walk: a place outside the map is said to be outside'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.context().setGeolocation({ longitude: 8.54, latitude: 47.37, accuracy: 8 });
    await page.goto(base + guard);
    await shown(page, 'Platsen ligger utanför kartan');
    await page.context().close();
  },

  async 'walk: the filter stands in the address bar'({ browser, base, open }) {
    const page = await open(browser, { size: 'desk', theme: 'light' });
    await page.goto(base + coordinator);
    await page.locator('[data-report]').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('glas');
    await page.waitForFunction(() => location.hash.includes('text=glas'));
    await page.waitForFunction(() => document.querySelectorAll('[data-report]').length === 1);
    await page.reload();
    await page.locator('[data-report]').first().waitFor();
    assert.equal(await count(page, '[data-report]'), 1);
    await page.context().close();
  },

  async 'walk: slå ihop is decided by keyboard and taken back'({ browser, base, open }) {
    const page = await open(browser, { size: 'desk' });
    await page.goto(`${base}/?backend=fake&role=coordinator#/sla-ihop`);
    await page.waitForSelector('.pair article');
    const pairs = () => page.locator('.list li').count();
    const before = await pairs();
    const after = async (key, count) => {
      await page.keyboard.press(key);
      await page.waitForFunction((n) => document.querySelectorAll('.list li').length === n, count, {
        timeout: 5_000,
      });
    };
    await after('m', before - 1);
    await after('z', before);
    await after('u', before - 1);
    await after('z', before);
    await page.context().close();
  },

  async 'walk: what is near and alike is asked about, and confirmed with one tap'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.goto(base + guard);
    await page.locator('.place b').waitFor();
    await page.locator('[data-tile="traffic"]').tap();
    await shown(page, 'Redan rapporterat?');
    await shown(page, 'Sparat på telefonen');
    await page.getByRole('button', { name: 'Samma, bekräfta' }).tap();
    await shown(page, 'Bekräftar en tidigare rapport');
    await page.getByRole('button', { name: 'Ta tillbaka' }).tap();
    assert.equal(await page.getByText('Bekräftar en tidigare rapport').count(), 0);
    await page.getByRole('button', { name: 'Klar' }).tap();
    await page.context().close();
  },

  ...handoverWalks,
  ...photoWalks,
  ...comfortWalks,
  ...positionWalks,
  ...deskWalks,
  ...meetingWalks,
  ...planWalks,
};
