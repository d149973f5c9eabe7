// A colleague's codes are read with the camera, or from pictures. Chromium's camera shows a film that is
// made here.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeQR } from 'qr';
import { launch } from './browser.mjs';

const guard = '/?backend=fake&role=reporter&shell=app&state=empty';
const desk = '/?backend=fake&role=coordinator&shell=browser';
const film = { width: 640, height: 480 };
const quiet = 4;

/** As long as the engine's own. */
const codeText = (number, count) =>
  `LBP1.0123456789ab.ba9876543210.${number}.${count}.${'Zm9v_-'.repeat(130)}`;

/** A code in the middle of a grey picture: one byte of brightness for each point. */
function picture(text) {
  const squares = encodeQR(text, 'raw', { ecc: 'low', border: quiet });
  const scale = Math.floor(film.height / squares.length);
  const points = Buffer.alloc(film.width * film.height, 128);
  const left = Math.floor((film.width - squares.length * scale) / 2);
  squares.forEach((row, y) =>
    row.forEach((isDark, x) => {
      for (let line = 0; line < scale; line += 1) {
        const at = (y * scale + line) * film.width + left + x * scale;
        points.fill(isDark ? 16 : 235, at, at + scale);
      }
    }),
  );
  return points;
}

/** A film in which each code stands for a while, in YUV4MPEG2. */
function filmOf(texts) {
  const colours = Buffer.alloc((film.width * film.height) / 2, 128);
  const frames = texts.flatMap((text) => Array.from({ length: 6 }, () => picture(text)));
  const head = `YUV4MPEG2 W${film.width} H${film.height} F10:1 Ip A1:1 C420mpeg2\n`;
  return Buffer.concat([
    Buffer.from(head),
    ...frames.flatMap((frame) => [Buffer.from('FRAME\n'), frame, colours]),
  ]);
}

/** A browser whose camera shows these codes. */
export async function withCamera(texts, walk) {
  const folder = await mkdtemp(join(tmpdir(), 'codes-'));
  const file = join(folder, 'codes.y4m');
  await writeFile(file, filmOf(texts));
  const browser = await launch([
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ]);
  try {
    await walk(browser);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

/** A code as a picture file. */
async function pictureFile(page, text) {
  const squares = encodeQR(text, 'raw', { ecc: 'low', border: quiet });
  const bytes = await page.evaluate(async (rows) => {
    const scale = 6;
    const canvas = new OffscreenCanvas(rows.length * scale, rows.length * scale);
    const context = canvas.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = '#000';
    rows.forEach((row, y) =>
      row.forEach((isDark, x) => {
        if (isDark) context.fillRect(x * scale, y * scale, scale, scale);
      }),
    );
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  }, squares);
  return { name: 'kod.png', mimeType: 'image/png', buffer: Buffer.from(bytes) };
}

async function openReader(page, base) {
  await page.goto(`${base}${guard}#/rapporter`);
  await page.getByRole('button', { name: 'Ta emot överlämning' }).tap();
  return page.locator('.reader');
}

export const handoverWalks = {
  async 'walk: the camera reads a colleagues codes in any order and hands them in'({ base, open }) {
    await withCamera([codeText(3, 3), codeText(1, 3), codeText(2, 3)], async (browser) => {
      const page = await open(browser, { size: 'phone', theme: 'light' });
      const reader = await openReader(page, base);
      await reader.getByRole('button', { name: 'Läs koder med kameran' }).tap();
      await reader.locator('video').waitFor();
      await reader.getByText('Alla 3 koder är lästa.').waitFor({ timeout: 20_000 });
      await page.getByText('3 nya poster är mottagna av servern.').waitFor();
      assert.equal(await reader.locator('video').count(), 0, 'the camera is closed');
      assert.deepEqual(page.faults, []);
    });
  },

  async 'walk: what is missing of a series is told until it is whole'({ base, open }) {
    await withCamera([codeText(1, 3), codeText(3, 3)], async (browser) => {
      const page = await open(browser, { size: 'desk', theme: 'dark' });
      await page.goto(`${base}${desk}`);
      await page.getByText('Ta emot överlämning').click();
      const reader = page.locator('.reader');
      await reader.getByRole('button', { name: 'Läs koder med kameran' }).click();
      await reader.getByText('2 av 3 koder är lästa. Kvar: 2.').waitFor({ timeout: 20_000 });
      await reader.locator('input').setInputFiles(await pictureFile(page, codeText(2, 3)));
      await reader.getByText('Alla 3 koder är lästa.').waitFor();
      await page.getByText('3 nya poster är mottagna av servern.').waitFor();
    });
  },

  async 'walk: whoever refuses the camera is told what to do instead'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'dark' });
    // As a phone answers whose owner said no.
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
    });
    const reader = await openReader(page, base);
    await reader.getByRole('button', { name: 'Läs koder med kameran' }).tap();
    await reader.getByText('Kameran får inte användas.').waitFor();
    const empty = await pictureFile(page, 'https://exempel.se');
    const codes = [await pictureFile(page, codeText(1, 1)), empty];
    await reader.locator('input').setInputFiles(codes);
    await reader.getByText('Koden är läst.').waitFor();
    await reader.getByText('I 1 bild hittades ingen kod.').waitFor();
    await page.getByText('1 ny post är mottagen av servern.').waitFor();
    await page.context().close();
  },

  async 'walk: without a camera pictures are read'({ browser, base, open }) {
    const page = await open(browser, { size: 'phone', theme: 'light' });
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
    });
    const reader = await openReader(page, base);
    await reader.getByRole('button', { name: 'Läs koder med kameran' }).tap();
    await reader.getByText('Det går inte att använda någon kamera här.').waitFor();
    await page.context().close();
  },
};
