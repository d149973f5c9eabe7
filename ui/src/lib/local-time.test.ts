import { describe, expect, it } from 'vitest';
import { choiceOf, intervalOf, localOf, momentsOf, whenChoices, whenOf } from './local-time';
import { hour } from './time';

const clock = { zone: 'Europe/Stockholm', locale: 'sv-SE' };
const at = (iso: string) => Date.parse(iso);
const now = at('2030-01-01T00:00:00Z');

describe('a time that is typed', () => {
  it('means both moments when the hour comes twice', () => {
    expect(momentsOf('2026-10-25T02:30', clock)).toEqual([
      at('2026-10-25T00:30:00Z'),
      at('2026-10-25T01:30:00Z'),
    ]);
    expect(intervalOf('2026-10-25T02:30', '2026-10-25T02:30', { now, clock })).toEqual({
      state: 'right',
      when: { kind: 'interval', from: at('2026-10-25T00:30:00Z'), to: at('2026-10-25T01:30:00Z') },
      twice: true,
    });
  });

  it('goes on where the clocks would have been when they jump over it', () => {
    expect(momentsOf('2026-03-29T02:30', clock)).toEqual([at('2026-03-29T01:30:00Z')]);
    expect(localOf(at('2026-03-29T01:30:00Z'), clock)).toBe('2026-03-29T03:30');
  });

  it('knows the leap day, and that other years have none', () => {
    expect(momentsOf('2028-02-29T23:30', clock)).toEqual([at('2028-02-29T22:30:00Z')]);
    expect(localOf(at('2028-02-29T22:30:00Z'), clock)).toBe('2028-02-29T23:30');
    expect(localOf(at('2027-02-28T23:30:00Z'), clock)).toBe('2027-03-01T00:30');
  });

  it('reads a shift over midnight as one interval', () => {
    const typed = intervalOf('2026-11-22T22:00', '2026-11-23T06:00', { now, clock });
    expect(typed).toMatchObject({ state: 'right', twice: false });
    if (typed.state !== 'right' || typed.when.kind !== 'interval') throw new Error('no interval');
    expect(typed.when.to - typed.when.from).toBe(8 * hour);
  });

  it('says what is wrong instead of guessing', () => {
    expect(intervalOf('', '2026-11-23T06:00', { now, clock }).state).toBe('unfinished');
    expect(intervalOf('2026-11-23T06:00', '2026-11-22T22:00', { now, clock }).state).toBe(
      'backwards',
    );
    expect(intervalOf('2031-11-22T22:00', '2031-11-22T23:00', { now, clock }).state).toBe('future');
  });

  it('comes back as it was typed, every hour of three years and in other zones', () => {
    for (const zone of ['Europe/Stockholm', 'Atlantic/Azores', 'Asia/Kathmandu', 'UTC']) {
      for (let t = at('2026-01-01T00:00:00Z'); t < at('2029-01-01T00:00:00Z'); t += 7 * hour) {
        const here = { ...clock, zone };
        expect(momentsOf(localOf(t, here), here)).toContain(t);
      }
    }
  });
});

describe('a phone whose clock says 1980 or 2099', () => {
  it('still makes times that hold together, counted from the tap', () => {
    for (const tapped of [at('1980-01-06T02:30:00Z'), at('2099-12-31T23:59:00Z')]) {
      for (const choice of ['now', 'quarter', 'hour', 'tonight', 'weekend'] as const) {
        const when = whenOf(choice, tapped, clock);
        if (when.kind === 'interval') {
          expect(when.from).toBeLessThanOrEqual(when.to);
          expect(when.to).toBeLessThanOrEqual(tapped);
        } else {
          expect(when.at).toBeLessThanOrEqual(tapped);
        }
      }
      expect(momentsOf(localOf(tapped, clock), clock)).toContain(tapped);
    }
  });

  it('takes the night the clocks change from six to the tap, whichever 02:30 it is', () => {
    for (const tapped of [at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')]) {
      const when = whenOf('tonight', tapped, clock);
      if (when.kind !== 'interval') throw new Error('no interval');
      expect(localOf(when.from, clock)).toBe('2026-10-24T18:00');
      expect(when.to).toBe(tapped);
    }
  });

  it('is the chip it came from when the sheet comes back, counted from when it was saved', () => {
    const tapped = at('2026-11-18T21:14:03Z');
    for (const choice of whenChoices) {
      expect(choiceOf(whenOf(choice, tapped, clock), tapped + 40, clock)).toBe(choice);
    }
    const typed = { kind: 'interval', from: tapped - 5 * hour, to: tapped - hour } as const;
    expect(choiceOf(typed, tapped, clock)).toBeUndefined();
  });
});
