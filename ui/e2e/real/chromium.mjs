// Chromium as a person has it: a phone or a desk, light or dark, and nothing from the internet.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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

export const phone = { width: 390, height: 844 };
export const desk = { width: 1440, height: 900 };

/** The Chromium of this machine: the variable CHROMIUM, else the first of its names on the path. */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const files = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CHROMIUM, ...files].find((file) => file && existsSync(file));
}

/** A browser that forgets everything when it is closed. */
export async function openBrowser() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('there is no Chromium');
  const profile = await mkdtemp(join(tmpdir(), 'lagesbild-chromium-'));
  const args = [...flags, `--disk-cache-dir=${profile}`];
  const browser = await chromium.launch({ executablePath, headless: true, args });
  const close = async () => {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { browser, close };
}

/**
 * A window on a server. Errors of the page and requests to anywhere else are gathered in `faults`;
 * what the console says is not where the network is going to be cut (`isCut`).
 */
export async function openWindow(browser, { base, size, theme = 'light', state, position, isCut }) {
  const isPhone = size.width < 600;
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: isPhone ? 2 : 1,
    hasTouch: isPhone,
    isMobile: isPhone,
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
    colorScheme: theme === 'light' ? 'light' : 'dark',
    reducedMotion: 'reduce',
    storageState: state,
    geolocation: position,
    permissions: position ? ['geolocation'] : [],
  });
  await context.addInitScript((chosen) => {
    if (chosen === 'natt') localStorage.setItem('settings', JSON.stringify({ theme: 'natt' }));
  }, theme);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults = [];
  page.on('pageerror', (error) => faults.push(`error on the page: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    const isOwn = url.startsWith(base) || /^(data|blob):/.test(url);
    // What a page of somebody else asks for, as the municipality's sign-in, is not ours.
    const isOfOurs = request.isNavigationRequest() || request.frame().url().startsWith(base);
    if (!isOwn && isOfOurs) faults.push(`asked somebody else: ${url}`);
  });
  page.on('console', (message) => {
    const isLost =
      /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_RESET|FAILED|ABORTED)|status of 4/.test(
        message.text(),
      );
    const isOfOurs = page.url().startsWith(base);
    if (message.type() === 'error' && isOfOurs && !isCut && !isLost)
      faults.push(`console: ${message.text()}`);
  });
  return { context, page, faults, close: () => context.close() };
}
