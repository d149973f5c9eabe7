// Times as they are typed, in the municipality's zone, and the moments they mean: in a year there is
// an hour that comes twice and one that does not come at all.
import type { UtcMillis, When } from './api/types';
import { day, dayKey, hour, minute, parts, timeOfDay, type Clock } from './time';

export const whenChoices = ['now', 'quarter', 'hour', 'tonight', 'weekend'] as const;
export type WhenChoice = (typeof whenChoices)[number];

/** 2026-10-25T02:30, in the clock's zone: what an input for date and time takes. */
export function localOf(at: UtcMillis, clock: Clock): string {
  return `${dayKey(at, clock)}T${timeOfDay(at, clock)}`;
}

/** How far the zone is ahead of UTC at a moment, to the minute. */
function ahead(at: UtcMillis, clock: Clock): number {
  const whole = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${localOf(whole, clock)}Z`) - whole;
}

/**
 * The moments a local time means, earliest first: one, two when the clocks go back. A time that the
 * clocks jump over means the moment they would have shown it without the jump.
 */
export function momentsOf(local: string, clock: Clock): UtcMillis[] {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return [];
  const offsets = new Set([ahead(asUtc - day, clock), ahead(asUtc + day, clock)]);
  const moments = [...offsets].map((offset) => asUtc - offset).sort((a, b) => a - b);
  const real = moments.filter((at) => localOf(at, clock) === local);
  return real.length > 0 ? real : [asUtc - ahead(asUtc - day, clock)];
}

export type Typed =
  | { state: 'unfinished' }
  | { state: 'backwards' }
  | { state: 'future' }
  | { state: 'right'; when: When; twice: boolean };

/** What two typed times mean. Where one comes twice the interval holds both moments. */
export function intervalOf(
  from: string,
  to: string,
  { now, clock }: { now: UtcMillis; clock: Clock },
): Typed {
  const starts = momentsOf(from, clock);
  const ends = momentsOf(to, clock);
  const [begin] = starts;
  const end = ends.at(-1);
  if (begin === undefined || end === undefined) return { state: 'unfinished' };
  if (end < begin) return { state: 'backwards' };
  if (begin > now) return { state: 'future' };
  const twice = starts.length > 1 || ends.length > 1;
  return { state: 'right', when: { kind: 'interval', from: begin, to: Math.min(end, now) }, twice };
}

/** What a chip means, counted from the moment of the tap. */
export function whenOf(choice: WhenChoice, tapped: UtcMillis, clock: Clock): When {
  switch (choice) {
    case 'now':
      return { kind: 'exact', at: tapped };
    case 'quarter':
      return { kind: 'approximate', at: tapped - 15 * minute, within_min: 10 };
    case 'hour':
      return { kind: 'approximate', at: tapped - hour, within_min: 30 };
    case 'tonight':
      return { kind: 'interval', from: evening(tapped, clock, () => true), to: tapped };
    case 'weekend': {
      const friday = evening(tapped, clock, (weekday) => weekday === 5);
      const monday = dayKey(friday + 3 * day, clock);
      const end = momentsOf(`${monday}T06:00`, clock)[0] ?? tapped;
      return { kind: 'interval', from: friday, to: Math.min(tapped, end) };
    }
  }
}

/** A tap is stored to the moment at which it was saved, a little after it was made. */
const same_ms = 10_000;

/** The chip that a time came from, as far as it is one of these; none for one that was typed. */
export function choiceOf(
  when: When | undefined,
  tapped: UtcMillis,
  clock: Clock,
): WhenChoice | undefined {
  return when && whenChoices.find((choice) => isAlike(whenOf(choice, tapped, clock), when));
}

function isAlike(one: When, other: When): boolean {
  const near = (a: UtcMillis, b: UtcMillis) => Math.abs(a - b) < same_ms;
  if (one.kind === 'interval' || other.kind === 'interval') {
    const both = one.kind === 'interval' && other.kind === 'interval';
    return both && near(one.from, other.from) && near(one.to, other.to);
  }
  return one.kind === other.kind && near(one.at, other.at);
}

/** The last six o'clock in the evening before a moment, on a day that fits. */
function evening(before: UtcMillis, clock: Clock, fits: (weekday: number) => boolean): UtcMillis {
  for (let back = 0; back < 9; back += 1) {
    const noon = momentsOf(`${dayKey(before, clock)}T12:00`, clock)[0] ?? before;
    const on = noon - back * day;
    const [at] = momentsOf(`${dayKey(on, clock)}T18:00`, clock);
    if (at !== undefined && at <= before && fits(parts(on, clock).weekday)) return at;
  }
  return before;
}
