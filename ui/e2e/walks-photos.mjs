// Photos, from the camera's file to what is kept; each walk throws when something is not so.
import assert from 'node:assert/strict';
import { photoFile } from './photo-file.mjs';

const guard = '/?backend=fake&role=reporter&shell=app';

/** Remember what stands behind each address that the page makes. */
const remember = (page) =>
  page.addInitScript(() => {
    const make = URL.createObjectURL.bind(URL);
    globalThis.made = new Map();
    URL.createObjectURL = (blob) => {
      const url = make(blob);
      globalThis.made.set(url, blob);
      return url;
    };
  });

/** What is shown of a held photo: its size and its bytes. */
const shot = (page, n = 0) =>
  page
    .locator('button.shot img')
    .nth(n)
    .evaluate(async (image) => {
      await image.decode();
      const bytes = await globalThis.made.get(image.src).arrayBuffer();
      const text = new TextDecoder('latin1').decode(bytes);
      return {
        width: image.naturalWidth,
        height: image.naturalHeight,
        text,
        size: bytes.byteLength,
      };
    });

export const photoWalks = {
  async 'walk: a photo is turned upright and loses what lay beside it'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'dark' });
    await remember(page);
    await page.goto(`${base}${guard}&state=empty`);
    await page.locator('[data-tile="vandalism"]').tap();
    const file = await photoFile(page);
    assert.ok(file.buffer.includes('57.93 N'));
    await page.setInputFiles('#photo-camera', file);
    await page.locator('button.shot').waitFor();
    const { width, height, text, size } = await shot(page);
    assert.deepEqual([width, height], [600, 800], 'the note says a quarter turn');
    assert.ok(!text.includes('Exif') && !text.includes('57.93 N'));
    assert.ok(size <= 500_000);
    await page.context().close();
  },

  async 'walk: what was blurred is blurred in what is kept'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await remember(page);
    await page.goto(`${base}${guard}&state=empty`);
    await page.locator('[data-tile="vandalism"]').tap();
    await page.setInputFiles('#photo-file', await photoFile(page));
    await page.locator('button.shot').waitFor();
    const before = await shot(page);
    await page.locator('button.shot').tap();
    await page.locator('#blur canvas').waitFor();
    await page.getByRole('application').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    await page.getByText('Suddat').waitFor();
    await page.locator('#blur').getByRole('button', { name: 'Klar' }).tap();
    await page.locator('#blur').waitFor({ state: 'detached' });
    await page.waitForTimeout(300);
    assert.notEqual((await shot(page)).text, before.text);
    await page.locator('button.shot').tap();
    await page.getByRole('button', { name: 'Ta bort', exact: true }).tap();
    await page.locator('button.shot').waitFor({ state: 'detached' });
    await page.context().close();
  },

  async 'walk: five photos are taken, the sixth is not, and the list counts them'({
    browser,
    base,
    open,
  }) {
    const page = await open(browser, { size: 'phone', theme: 'natt' });
    await page.goto(`${base}${guard}&state=empty`);
    await page.locator('[data-tile="vandalism"]').tap();
    const files = [];
    for (let i = 0; i < 6; i += 1) files.push(await photoFile(page, `${i}.jpg`));
    await page.setInputFiles('#photo-file', files);
    await page.waitForFunction(() => document.querySelectorAll('button.shot').length === 5);
    await page.getByText('En rapport har högst fem bilder.').waitFor();
    await page.getByRole('button', { name: 'Klar' }).tap();
    await page.getByRole('link', { name: /Rapporter/ }).tap();
    await page.getByText('Bild 1 av 5 väntar').waitFor();
    await page.context().close();
  },
};
