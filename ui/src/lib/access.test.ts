import { describe, expect, test } from 'vitest';
import type { DeviceAccess } from './api/types';
import { newestApp, stateOf, versionOf, worriesOf } from './access';

const now = Date.UTC(2026, 10, 23);
const device = (part: Partial<DeviceAccess> = {}): DeviceAccess =>
  ({
    last_seen_at: now - 60_000,
    app: 'lagesbild/0.2.0',
    waiting: 0,
    set_aside: 0,
    gaps: 0,
    clock_error_ms: 0,
    lives_begun: 0,
    revoked_at: null,
    wipe: null,
    wipe_told_at: null,
    ...part,
  }) as DeviceAccess;

describe('what is said of a device', () => {
  test('a lost one is revoked, then ordered to wipe, then told', () => {
    expect(stateOf(device())).toBe('open');
    expect(stateOf(device({ last_seen_at: null }))).toBe('never');
    expect(stateOf(device({ revoked_at: now }))).toBe('revoked');
    expect(stateOf(device({ revoked_at: now, wipe: 'at_once' }))).toBe('wipe_waits');
    expect(stateOf(device({ revoked_at: now, wipe: 'at_once', wipe_told_at: now }))).toBe(
      'wipe_told',
    );
  });

  test('nothing is worth a look of one that is heard of and up to date', () => {
    expect(worriesOf(device(), now, '0.2.0')).toEqual([]);
    expect(worriesOf(device({ last_seen_at: null, app: '' }), now, '0.2.0')).toEqual([]);
  });

  test('gaps come first, and a device without access worries nobody', () => {
    const worst = device({
      gaps: 2,
      set_aside: 3,
      waiting: 4,
      clock_error_ms: -90_000,
      last_seen_at: now - 20 * 86_400_000,
      app: 'lagesbild/0.1.9',
      lives_begun: 3,
    });
    expect(worriesOf(worst, now, '0.2.0')).toEqual([
      'gaps',
      'turned_back',
      'set_aside',
      'silent',
      'unsent',
      'clock',
      'old_app',
    ]);
    expect(worriesOf({ ...worst, revoked_at: now }, now, '0.2.0')).toEqual([]);
  });

  test('versions are compared as numbers', () => {
    expect(versionOf('lagesbild/0.10.0')).toBe('0.10.0');
    expect(newestApp([device(), device({ app: 'lagesbild/0.10.0' }), device({ app: '' })])).toBe(
      '0.10.0',
    );
    expect(worriesOf(device(), now, '0.10.0')).toEqual(['old_app']);
  });
});
