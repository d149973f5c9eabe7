import { describe, expect, it } from 'vitest';
import { countdown, dayKey, groupOf, hour, shortTime, timeOfDay } from './time';
import { whenOf } from './local-time';

const clock = { zone: 'Europe/Stockholm', locale: 'sv-SE' };
const at = (iso: string) => Date.parse(iso);

describe('time', () => {
  it('shows the hour that comes twice as the same hour, and keeps both moments apart', () => {
    const first = at('2026-10-25T00:30:00Z');
    const second = at('2026-10-25T01:30:00Z');
    expect(timeOfDay(first, clock)).toBe('02:30');
    expect(timeOfDay(second, clock)).toBe('02:30');
    expect(second - first).toBe(hour);
  });

  it('knows the leap day', () => {
    expect(dayKey(at('2028-02-28T23:30:00Z'), clock)).toBe('2028-02-29');
  });

  it('puts a night that began yesterday in one group until noon', () => {
    const now = at('2026-11-23T07:00:00Z');
    expect(groupOf(at('2026-11-22T21:05:00Z'), now, clock).key).toBe('tonight');
    expect(groupOf(at('2026-11-23T03:38:00Z'), now, clock).key).toBe('tonight');
    expect(groupOf(at('2026-11-22T14:10:00Z'), now, clock).key).toBe('2026-11-22');
  });

  it('takes tonight from six in the evening until the tap', () => {
    const tapped = at('2026-11-23T01:14:00Z');
    expect(whenOf('tonight', tapped, clock)).toEqual({
      kind: 'interval',
      from: at('2026-11-22T17:00:00Z'),
      to: tapped,
    });
  });

  it('takes the weekend from Friday evening to Monday morning', () => {
    expect(whenOf('weekend', at('2026-11-24T08:00:00Z'), clock)).toEqual({
      kind: 'interval',
      from: at('2026-11-20T17:00:00Z'),
      to: at('2026-11-23T05:00:00Z'),
    });
    const friday = whenOf('weekend', at('2026-11-20T10:00:00Z'), clock);
    expect(friday).toEqual({
      kind: 'interval',
      from: at('2026-11-13T17:00:00Z'),
      to: at('2026-11-16T05:00:00Z'),
    });
  });

  it('never ends an interval before it begins', () => {
    for (let h = 0; h < 24 * 8; h += 1) {
      for (const choice of ['tonight', 'weekend'] as const) {
        const when = whenOf(choice, at('2026-11-20T00:20:00Z') + h * hour, clock);
        if (when.kind !== 'interval') throw new Error('an interval was expected');
        expect(when.to).toBeGreaterThanOrEqual(when.from);
      }
    }
  });

  it('counts down to nothing and not below', () => {
    expect(countdown(592_000)).toBe('9:52');
    expect(countdown(-5)).toBe('0:00');
  });

  it('says the weekday within a week', () => {
    const now = at('2026-11-22T20:00:00Z');
    expect(shortTime(at('2026-11-19T21:15:00Z'), now, clock)).toBe('tors 22:15');
    expect(shortTime(at('2026-11-22T12:00:00Z'), now, clock)).toBe('13:00');
  });
});
