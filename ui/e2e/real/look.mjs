// Pictures of a window, taken when nothing moves any more.

/** Wait until two looks in a row are the same; a map is drawn over many frames. */
export async function settled(page, { tries = 60, pause = 400 } = {}) {
  let last = null;
  for (let n = 0; n < tries; n += 1) {
    const now = await page.screenshot();
    if (last && now.equals(last)) return now;
    last = now;
    await page.waitForTimeout(pause);
  }
  throw new Error('the page never came to rest');
}

/** How many colours are seen in a part of the page; a map that was not drawn has one or two. */
export async function colours(page, locator) {
  const png = (await locator.screenshot()).toString('base64');
  return page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const seen = new Set();
    for (let at = 0; at < data.length; at += 4) {
      seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    }
    return seen.size;
  }, png);
}

/** Wait until every map on the page says that it has drawn its tiles. */
export async function drawn(page) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => {
    const maps = [...document.querySelectorAll('[data-drawn]')];
    return maps.every((map) => map.dataset.drawn === 'true');
  });
}
