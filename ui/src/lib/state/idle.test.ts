// The app locks by itself when nobody has touched it for a while.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockWhenIdle } from './idle';

beforeEach(() => {
  vi.stubGlobal('document', new EventTarget());
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('nobody touches the screen for so long, and it locks once', () => {
  const idle = vi.fn();
  const stop = lockWhenIdle(60_000, idle);
  vi.advanceTimersByTime(50_000);
  document.dispatchEvent(new Event('pointerdown'));
  vi.advanceTimersByTime(55_000);
  expect(idle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  vi.advanceTimersByTime(100_000);
  expect(idle).toHaveBeenCalledOnce();
  stop();
});

test('a touch after a rest of the phone does not come before the lock', () => {
  const idle = vi.fn();
  const stop = lockWhenIdle(60_000, idle);
  // The phone slept: no timer ran.
  vi.setSystemTime(Date.now() + 3_600_000);
  document.dispatchEvent(new Event('pointerdown'));
  expect(idle).toHaveBeenCalledOnce();
  stop();
});
