// The browser as the checks use it: Chromium of the machine, a fresh profile, a fixed town and time.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const sizes = {
  phone: { width: 390, height: 844 },
  desk: { width: 1440, height: 900 },
};

export function launch(more = []) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, headless: true, args: [...flags, ...more] });
}

/** A page of one size and theme, at Stora torget, with the choices of an earlier visit. */
export async function open(
  browser,
  { size, theme, language = 'sv', text = 100, motion, before = {} },
) {
  const isPhone = size === 'phone';
  const context = await browser.newContext({
    viewport: sizes[size],
    deviceScaleFactor: isPhone ? 2 : 1,
    hasTouch: isPhone,
    isMobile: isPhone,
    ...(isPhone ? { userAgent: 'Mozilla/5.0 (Linux; Android 16; Phone) Chromium' } : {}),
    locale: language === 'sv' ? 'sv-SE' : 'en-GB',
    timezoneId: 'Europe/Stockholm',
    reducedMotion: motion ?? 'reduce',
    geolocation: { longitude: 12.53262, latitude: 57.92935, accuracy: 8 },
    permissions: ['geolocation'],
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date('2026-11-23T07:12:00Z'));
  const kept = { theme, language };
  await page.addInitScript((choice) => {
    if (!localStorage.getItem('settings')) localStorage.setItem('settings', JSON.stringify(choice));
  }, kept);
  await page.addInitScript((given) => {
    for (const [key, value] of Object.entries(given)) {
      if (!localStorage.getItem(key)) localStorage.setItem(key, JSON.stringify(value));
    }
  }, before);
  if (text !== 100) {
    await page.addInitScript((percent) => {
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = `${percent}%`;
      });
    }, text);
  }
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(message.text());
  });
  return page;
}

/** Wait until fonts are there and every map on the page has drawn its tiles. */
export async function settled(page) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(
    () => [...document.querySelectorAll('.map')].every((map) => map.dataset.drawn === 'true'),
    null,
    { timeout: 30_000 },
  );
}

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** The rules the pages are held against. */
const ruleSets = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe found on all pages of this run: the accessibility statement is made from it. */
export const findings = { axe: '', rules: 0, pages: 0, broken: {} };

/** The rules of WCAG 2.2 A and AA that the page breaks, one line each. */
export async function accessibilityFaults(page) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(await readFile(axeSource, 'utf8'));
  }
  const { version, rules, violations } = await page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly });
    return { version: window.axe.version, rules: window.axe.getRules(runOnly).length, violations };
  }, ruleSets);
  findings.axe = version;
  findings.rules = rules;
  findings.pages += 1;
  for (const { id } of violations) findings.broken[id] = (findings.broken[id] ?? 0) + 1;
  return violations.map(
    (it) =>
      `${it.id}: ${it.nodes
        .map((node) => `${node.target} ${node.any[0]?.message ?? ''}`)
        .slice(0, 3)
        .join(' | ')}`,
  );
}
