// The interface against a real server, in Chromium, step by step.
//
//   node e2e/real/run.mjs --base URL --invitation LINK [--expect N] [--shots DIR] [--pictures DIR]
//                         [--only sign-in,inbox,…]
//
// --expect   how many reports the server has, checked before anything is added
// --shots    a folder for pictures of every screen; --pictures one for the two of the README
// --organisations  names that the list must show
// --only     these steps, in this order; each needs to be signed in, which is done first anyway
// --ready    do nothing but say whether the machine has what is needed
import { mkdir } from 'node:fs/promises';
import { findChromium, openBrowser, openWindow } from './chromium.mjs';
import { steps } from './steps.mjs';
import { words } from './words.mjs';

const given = words();
if (given.ready) {
  if (findChromium()) process.exit(0);
  console.error('there is no Chromium');
  process.exit(1);
}
if (!given.base || !given.invitation) throw new Error('--base and --invitation are needed');
if (given.shots) await mkdir(given.shots, { recursive: true });
const chosen = given.only ? given.only.split(',') : Object.keys(steps);
for (const name of chosen) {
  if (!steps[name]) throw new Error(`there is no step "${name}": ${Object.keys(steps).join(', ')}`);
}
if (!chosen.includes('sign-in')) chosen.unshift('sign-in');

const { browser, close } = await openBrowser();
const world = {
  ...given,
  base: given.base.replace(/\/$/, ''),
  expect: given.expect ? Number(given.expect) : null,
  state: undefined,
  /** A window for one step, with what it did wrong at the end of it. */
  open: (options) => openWindow(browser, { base: world.base, state: world.state, ...options }),
};
let failed = 0;
for (const name of chosen) {
  const started = performance.now();
  const time = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const told = await steps[name](world);
    console.log(`ok      ${name} (${time()})${told ? `: ${told}` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name} (${time()}): ${error.message}`);
    if (name === 'sign-in') break;
  }
}
await close();
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
