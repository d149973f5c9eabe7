// Gloves, the left hand, a phone that ticks, one that rests, a dark room: what is chosen is what happens.
import assert from 'node:assert/strict';

const guard = '/?backend=fake&role=reporter&shell=app';
const boxes = (page, selector) =>
  page.locator(selector).evaluateAll((all) =>
    all.map((it) => {
      const { left, right, top, bottom } = it.getBoundingClientRect();
      return { left, right, top, bottom };
    }),
  );

/** A phone on which this was chosen before. */
async function phone({ browser, base, open }, chosen, { query = '', hash = '', ...more } = {}) {
  const settings = { theme: 'light', language: 'sv', ...chosen };
  const page = await open(browser, { size: 'phone', theme: settings.theme, ...more });
  await page.addInitScript((kept) => {
    if (!sessionStorage.getItem('chosen')) localStorage.setItem('settings', JSON.stringify(kept));
    sessionStorage.setItem('chosen', 'yes');
  }, settings);
  await page.goto(`${base}${guard}${query}${hash}`);
  return page;
}

export const comfortWalks = {
  async 'walk: with gloves the tiles are large and far apart'(world) {
    const page = await phone(world, { gloves: true });
    await page.locator('.tile').first().waitFor();
    const tiles = await boxes(page, '.tile');
    assert.equal(tiles.length, 12);
    for (const it of tiles) {
      assert.ok(it.right - it.left >= 96 && it.bottom - it.top >= 100, JSON.stringify(it));
      const beside = tiles.filter((other) => other.top === it.top && other.left > it.left);
      for (const other of beside) assert.ok(other.left - it.right >= 19.5, 'less than 20 px apart');
    }
    await page.context().close();
  },

  async 'walk: for the left hand the thumb finds the same things on its own side'(world) {
    const sides = {};
    for (const hand of ['right', 'left']) {
      const page = await phone(world, { hand });
      await page.locator('.lamp').waitFor();
      const [lamp] = await boxes(page, '.place .lamp');
      await page.locator('.place .t').tap();
      await page.locator('#picker .controls button').first().waitFor();
      const [zoom] = await boxes(page, '#picker .controls button');
      sides[hand] = [lamp.left < 195, zoom.left < 195];
      await page.context().close();
    }
    assert.deepEqual(sides, { right: [false, false], left: [true, true] });
  },

  async 'walk: the phone ticks when a report is saved, unless nobody wants it'(world) {
    for (const haptics of [true, false]) {
      const page = await phone(world, { haptics });
      await page.evaluate(() => {
        globalThis.ticks = [];
        navigator.vibrate = (ms) => globalThis.ticks.push(ms) > 0;
      });
      await page.locator('[data-tile="disorder"]').tap();
      await page.getByText('Sparat på telefonen').first().waitFor();
      assert.deepEqual(await page.evaluate(() => globalThis.ticks), haptics ? [30] : []);
      await page.context().close();
    }
  },

  async 'walk: nothing moves where less motion is asked for'(world) {
    const moving = {};
    for (const motion of ['reduce', 'no-preference']) {
      const page = await phone(world, {}, { motion });
      await page.locator('[data-tile="disorder"]').tap();
      await page.locator('#complete .form').waitFor();
      moving[motion] = await page.evaluate(() => {
        const all = [...document.querySelectorAll('.phone *')].map((it) => getComputedStyle(it));
        const lasts = (times) => times.split(',').some((time) => Number.parseFloat(time) > 0.001);
        return all.some((it) => it.animationName !== 'none' || lasts(it.transitionDuration));
      });
      await page.context().close();
    }
    assert.deepEqual(moving, { reduce: false, 'no-preference': true });
  },

  async 'walk: a phone that spares its battery draws no map on Hem and says that GPS rests'(world) {
    const page = await phone(world, { isSparing: true }, { query: '&position=silent' });
    await page.getByText('GPS vilar.').waitFor();
    assert.equal(await page.locator('.map').count(), 0);
    await page.locator('.name').tap();
    const choice = page.locator('[aria-label="Spara batteri"]');
    await choice.getByText('Av').tap();
    await page.getByRole('button', { name: 'Stäng' }).tap();
    await page.locator('.map').waitFor();
    await page.context().close();
  },

  async 'walk: natt is dark before the first script of the page'(world) {
    const { browser, base, open } = world;
    const page = await open(browser, { size: 'phone', theme: 'natt' });
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(base + guard, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor !== '');
    const ground = await page.evaluate(() => {
      const canvas = document.createElement('canvas').getContext('2d');
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    });
    assert.ok(Math.max(...ground) < 40, `the page begins as ${ground}`);
    await page.context().close();
  },

  async 'walk: a question waits at the start of the next pass, and is answered without a network'(
    world,
  ) {
    const page = await phone(world, {}, { query: '&state=offline' });
    await page.getByRole('button', { name: 'Starta pass' }).tap();
    await page.getByText('Fråga från samordningen').waitFor();
    await page.getByLabel('Ditt svar').fill('Södra entrén, vid cykelstället.');
    await page.getByRole('button', { name: 'Svara' }).tap();
    await page.getByText('Fråga från samordningen').waitFor({ state: 'detached' });
    await page.getByText('GPS på, bara under pass').waitFor();
    await page.context().close();
  },

  async 'walk: what a reporter has not answered is answered by the organisation'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.goto(`${base}/?backend=fake&role=org_coordinator&shell=app#/rapporter`);
    await page.getByText('Fråga till er organisation').waitFor();
    await page.getByText('Reportern har inte svarat på sju dagar').waitFor();
    await page.locator('form textarea').fill('Den södra.');
    await page.getByRole('button', { name: 'Svara' }).tap();
    await page.getByText('Fråga till er organisation').waitFor({ state: 'detached' });
    await page.context().close();
  },

  async 'walk: the brief says when it was fixed, or that none was, and can be asked for again'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    const brief = async (state) => {
      await page.goto('about:blank');
      await page.goto(`${base}${guard}&state=${state}#/brief`);
    };
    await brief('offline');
    await page.getByText('Fastställd 20 nov av Områdesgruppen').waitFor();
    await page.locator('[data-released]').getByText('Stora torget', { exact: true }).waitFor();
    await brief('empty');
    await page.getByText('Ingen fastställd lägesbild än').waitFor();
    await brief('failing');
    await page.getByRole('button', { name: 'Försök igen' }).waitFor();
    await page.getByRole('radio', { name: 'Återkoppling' }).tap();
    await page.getByRole('button', { name: 'Försök igen' }).tap();
    await page.getByRole('alert').waitFor();
    await page.context().close();
  },
};
