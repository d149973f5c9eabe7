// A position that does not come, comes late, or is pointed out: the report is saved in every case.
import assert from 'node:assert/strict';
import { withCamera } from './walks-handover.mjs';

const guard = '/?backend=fake&role=reporter&shell=app&state=empty';
const shown = (page, text) => page.getByText(text).first().waitFor({ timeout: 10_000 });

/** Tap a tile, see that it is saved, and close the sheet. */
async function report(page) {
  await page.locator('[data-tile="disorder"]').tap();
  await shown(page, 'Sparat på telefonen');
}

const troubles = {
  denied: ['Platsen är inte tillåten', 'Tillåt plats för Lägesbild'],
  off: ['Platstjänster är av', 'Slå på platstjänster'],
  unavailable: ['Ingen position här', 'Gå ut i det fria'],
};

export const positionWalks = {
  async 'walk: position refused, off or not found is said in words, and the report is saved'({
    browser,
    base,
    open,
  }) {
    for (const [trouble, words] of Object.entries(troubles)) {
      const page = await open(browser, { size: 'phone', theme: 'light' });
      await page.goto(`${base}${guard}&position=${trouble}`);
      for (const text of [...words, 'Rapporter sparas ändå.']) await shown(page, text);
      await report(page);
      await shown(page, 'plats saknas');
      await page.context().close();
    }
  },

  async 'walk: a browser that may not know the position says so'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.context().clearPermissions();
    await page.goto(base + guard);
    await shown(page, 'Platsen är inte tillåten');
    await page.context().grantPermissions(['geolocation']);
    await shown(page, '±8 m');
    assert.equal(await page.locator('[data-trouble]').count(), 0);
    await page.context().close();
  },

  async 'walk: the place is set later, from the list'({ browser, base, open, settled }) {
    const page = await open(browser, { size: 'phone', theme: 'dark' });
    await page.goto(`${base}${guard}&position=off`);
    await report(page);
    await page.locator('#complete').getByRole('button', { name: 'Sätt plats' }).tap();
    await page.getByRole('button', { name: 'Sätt plats senare' }).tap();
    await page.getByRole('button', { name: 'Klar' }).tap();
    await page.getByRole('link', { name: /Rapporter/ }).tap();
    await page.getByRole('button', { name: 'Sätt plats' }).tap();
    await page.locator('#picker').waitFor();
    await settled(page);
    await page.mouse.move(200, 400);
    await page.mouse.down();
    await page.mouse.move(120, 330, { steps: 5 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Använd platsen' }).tap();
    await page.getByRole('button', { name: 'Klar' }).tap();
    await page.locator('#complete').waitFor({ state: 'detached' });
    await page.locator('article').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Sätt plats' }).count(), 0);
    await page.context().close();
  },

  async 'walk: the surest fix of eight seconds becomes the place'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.goto(`${base}${guard}&position=nmea`);
    await shown(page, /±70 m|±45 m/);
    await report(page);
    await page.locator('.saved').getByText('±7 m').waitFor({ timeout: 10_000 });
    await page.context().close();
  },

  async 'walk: a position that the phone calls made up is kept and said'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'natt' });
    await page.goto(`${base}${guard}&position=mock`);
    await shown(page, 'simulerad enligt telefonen');
    await report(page);
    await page.locator('.saved').getByText('simulerad enligt telefonen').waitFor();
    await page.context().close();
  },

  async 'walk: the code at a checkpoint becomes the place, any other is told'({ base, open }) {
    const codes = ['https://example.org/annat', 'geo:57.9304,12.5262;u=4?q=Port 3'];
    await withCamera(codes, async (browser) => {
      const page = await open(browser, { size: 'phone', theme: 'light' });
      await page.goto(`${base}${guard}&position=denied`);
      await report(page);
      await page.locator('#complete').getByRole('button', { name: 'Sätt plats' }).tap();
      await page.getByRole('button', { name: 'Kontrollpunktens kod' }).tap();
      await page.getByRole('button', { name: 'Läs koden med kameran' }).tap();
      await page.getByRole('heading', { name: 'Port 3' }).waitFor({ timeout: 20_000 });
      assert.equal(await page.locator('video').count(), 0, 'the camera is closed');
      await page.getByRole('button', { name: 'Använd platsen' }).tap();
      await page.locator('.saved').getByText('Port 3').waitFor();
      await page.getByRole('button', { name: 'Klar' }).tap();
      await page.getByRole('link', { name: /Rapporter/ }).tap();
      await page.locator('article').getByText('Port 3').waitFor();
      await page.context().close();
    });
  },

  async 'walk: a tag held to the phone becomes the place, by Web NFC'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.addInitScript(() => {
      globalThis.NDEFReader = class extends EventTarget {
        scan() {
          globalThis.hold = (text) => {
            const data = new DataView(new TextEncoder().encode(text).buffer);
            const message = { records: [{ recordType: 'url', data }] };
            this.dispatchEvent(Object.assign(new Event('reading'), { message }));
          };
          return Promise.resolve();
        }
      };
    });
    await page.goto(`${base}${guard}&position=denied`);
    await report(page);
    await page.locator('#complete').getByRole('button', { name: 'Sätt plats' }).tap();
    await page.getByRole('button', { name: 'Kontrollpunktens kod' }).tap();
    await page.getByText('håll telefonen mot taggen').waitFor();
    await page.evaluate(() => globalThis.hold('https://example.org/annat'));
    await page.getByText('Koden hör inte till någon plats').waitFor();
    await page.evaluate(() => globalThis.hold('lagesbild://plats/57.9304,12.5262;u=4?q=Port%203'));
    await page.getByRole('heading', { name: 'Port 3' }).waitFor();
    await page.getByRole('button', { name: 'Använd platsen' }).tap();
    await page.locator('.saved').getByText('Port 3').waitFor();
    await page.context().close();
  },

  async 'walk: a tag that opens the app is a place after a tap, and a checkpoint of the pass'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'phone', theme: 'natt' });
    await page.goto(`${base}${guard}&position=denied#/pass`);
    await page.getByRole('button', { name: 'Starta pass' }).tap();
    await page.getByRole('heading', { name: 'Kontrollpunkter' }).waitFor();
    await page.evaluate(() => globalThis.openLink('lagesbild://plats/ingenstans'));
    assert.equal(await page.locator('#picker').count(), 0, 'no place, nothing happens');
    await page.evaluate(() => globalThis.openLink('lagesbild://plats/57.9304,12.5262?q=Port%203'));
    await page.getByRole('heading', { name: 'Port 3' }).waitFor();
    await page.getByRole('button', { name: 'Använd platsen' }).tap();
    await page.locator('#picker').waitFor({ state: 'detached' });
    await page.locator('li').getByText('Port 3').waitFor();
    await page.context().close();
  },
};
