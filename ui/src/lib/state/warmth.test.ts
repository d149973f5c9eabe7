// When the device's positioning runs: a phone's battery and its owner's privacy hang on it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PositionSource } from '../position';
import { improve } from './improve';
import { keepWarm } from './warmth';
import { Whereabouts } from './whereabouts.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function phone() {
  let running = 0;
  const source: PositionSource = {
    kind: 'simulated',
    watch: () => {
      running += 1;
      return () => (running -= 1);
    },
  };
  return { where: new Whereabouts(source), runs: () => running > 0 };
}
const inHand = { isShown: true, isWalking: false, isSparing: false };

it('runs while somebody looks, and rests in the pocket', () => {
  const { where, runs } = phone();
  const end = keepWarm(where, inHand);
  vi.advanceTimersByTime(600_000);
  expect(runs()).toBe(true);
  end();
  keepWarm(where, { ...inHand, isShown: false });
  expect(runs()).toBe(false);
});

it('goes on in the pocket during a pass, and sparing does not make holes in its line', () => {
  const { where, runs } = phone();
  const end = keepWarm(where, { isShown: false, isWalking: true, isSparing: true });
  vi.advanceTimersByTime(3_600_000);
  expect(runs()).toBe(true);
  end();
  expect(runs()).toBe(false);
});

it('rests after twenty seconds where the battery is spared, and runs for each report', () => {
  const { where, runs } = phone();
  const end = keepWarm(where, { ...inHand, isSparing: true });
  vi.advanceTimersByTime(19_999);
  expect(runs()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(runs()).toBe(false);
  improve(where, null, { better: () => undefined, best: () => undefined });
  expect(runs()).toBe(true);
  vi.advanceTimersByTime(8_000);
  expect(runs()).toBe(false);
  end();
});
