// What holds on every screen of the phone in every state: axe in all themes, text at 200 % without loss,
// targets for a glove, letters of 14 px, and a keyboard that goes through everything in the order in which it is read.
import { accessibilityFaults, open, settled } from './browser.mjs';
import { phoneScreens, stateOf, states } from './phone-states.mjs';

const themes = ['light', 'dark', 'natt'];

export const stateChecks = phoneScreens.flatMap((screen) =>
  states.map((state) => ({ name: `state: ${screen.name}, ${state}`, screen, state })),
);

/** Opens a screen in one state, as it is after what a thumb does there. */
export async function openState(browser, base, { screen, state, theme, text }) {
  const { query, hash, before, act } = stateOf(screen, state);
  const page = await open(browser, { size: 'phone', theme, text, before });
  await page.goto(`${base}/?backend=fake&${query}${hash}`);
  await page.waitForSelector('#content:not([aria-busy])');
  await act(page);
  await page.waitForLoadState('networkidle');
  await settled(page);
  return page;
}

/** What leaves the page to the side, or is cut off where a letter ends. */
function cut() {
  const faults = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) faults.push(`the page is ${page.scrollWidth} px wide`);
  const name = (it) => `${it.tagName.toLowerCase()}.${it.className?.baseVal ?? it.className}`;
  const scrolls = (it) => {
    for (let above = it.parentElement; above; above = above.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(above).overflowX)) return true;
    }
    return false;
  };
  for (const it of document.querySelectorAll('body *')) {
    const own = [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || it.closest('.hidden, .skip, [inert], .map, svg')) continue;
    const box = it.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const words = it.textContent.trim().slice(0, 40);
    const { overflowX, overflowY } = getComputedStyle(it);
    const isCutAcross = overflowX !== 'visible' && it.scrollWidth > it.clientWidth + 1;
    const isCutDown = overflowY === 'hidden' && it.scrollHeight > it.clientHeight + 2;
    if (isCutAcross || isCutDown) faults.push(`cut: ${name(it)} “${words}”`);
    else if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(it)) {
      faults.push(`outside: ${name(it)} “${words}”`);
    }
  }
  return faults;
}

/** What a thumb in a glove cannot hit, and what is too small to read: less than 48 px, letters under 14 px. */
function small() {
  const faults = [];
  const off = '.hidden, .skip, [inert]';
  const name = (it) => (it.getAttribute('aria-label') ?? it.textContent).trim().slice(0, 30);
  const is = (it) => it.getClientRects().length > 0 && !it.closest(off);
  for (const it of document.querySelectorAll('a[href], button, select, textarea, summary')) {
    if (!is(it)) continue;
    const box = it.getBoundingClientRect();
    const wider = ['::before', '::after'].map((which) => getComputedStyle(it, which));
    const room = wider.filter((style) => style.content !== 'none' && style.position === 'absolute');
    const across = Math.max(box.width, ...room.map((style) => Number.parseFloat(style.width) || 0));
    const down = Math.max(box.height, ...room.map((style) => Number.parseFloat(style.height) || 0));
    if (Math.min(across, down) < 47.5) {
      faults.push(`small: “${name(it)}” is ${Math.round(across)} × ${Math.round(down)} px`);
    }
  }
  for (const it of document.querySelectorAll('body *')) {
    const own = [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    // Initials and the number on a tab stand beside the same in words.
    if (!own || !is(it) || it.closest('.map, svg, .av, .count')) continue;
    const px = Number.parseFloat(getComputedStyle(it).fontSize);
    if (px < 14) faults.push(`small: “${name(it)}” has letters of ${px} px`);
  }
  return faults;
}

/** The stops of the keyboard, first to last, and whether each shows that it has the focus. */
async function keyboardFaults(page) {
  const wanted = await page.evaluate(() => {
    document.activeElement?.blur();
    const all = document.querySelectorAll('a[href], button, input, select, textarea, [tabindex]');
    const stops = [...all].filter((it) => {
      const isOff = it.disabled || it.tabIndex < 0 || it.closest('[inert]') || it.type === 'file';
      return !isOff && it.getClientRects().length > 0;
    });
    stops.forEach((it, i) => (it.dataset.stop = String(i)));
    return stops.length;
  });
  const faults = [];
  const reached = [];
  for (let n = 0; n < Math.min(wanted, 60); n += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const it = document.activeElement;
      const style = getComputedStyle(it);
      const around = it.closest('.checked, .note, label, .field') ?? it;
      const outside = getComputedStyle(around);
      const shows = (of) => of.outlineStyle !== 'none' && Number.parseFloat(of.outlineWidth) > 0;
      return {
        stop: it.dataset?.stop ?? null,
        what: `${it.tagName.toLowerCase()} ${it.getAttribute('aria-label') ?? it.textContent.trim().slice(0, 30)}`,
        shows: shows(style) || shows(outside) || style.boxShadow !== 'none',
      };
    });
    if (seen.stop === null) break;
    if (!seen.shows) faults.push(`no focus is seen on ${seen.what}`);
    reached.push(Number(seen.stop));
  }
  const sorted = [...reached].sort((a, b) => a - b);
  if (reached.join() !== sorted.join()) faults.push(`the keyboard jumps: ${reached.join(' ')}`);
  // A group of choices is one stop, however many there are.
  if (reached.length === 0) faults.push('the keyboard reaches nothing');
  return faults;
}

/** Everything that is wrong with one screen in one state. */
export async function stateFaults(browser, base, { screen, state }) {
  const page = await openState(browser, base, { screen, state, theme: 'light' });
  const faults = [];
  try {
    for (const theme of themes) {
      await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${theme}: ${fault}`));
    }
    faults.push(...(await page.evaluate(small)));
    if (state === 'many') faults.push(...(await keyboardFaults(page)));
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await page.waitForTimeout(150);
    faults.push(...(await page.evaluate(cut)).map((fault) => `200 %: ${fault}`));
    return [...faults, ...page.faults];
  } finally {
    await page.context().close();
  }
}
