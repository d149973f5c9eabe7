// Times as people read them, in the municipality's zone; the store keeps UTC milliseconds.
import type { UtcMillis, When } from './api/types';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface Clock {
  zone: string;
  locale: string;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(clock: Clock, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${clock.locale}|${clock.zone}|${name}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(clock.locale, { timeZone: clock.zone, ...options });
    formats.set(key, found);
  }
  return found;
}

/** 21:04 */
export function timeOfDay(at: UtcMillis, clock: Clock): string {
  return format({ ...clock, locale: 'en-GB' }, 'time', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** söndag 22 november */
export function longDay(at: UtcMillis, clock: Clock): string {
  return format(clock, 'day', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}

/** 22 nov */
export function shortDay(at: UtcMillis, clock: Clock): string {
  return format(clock, 'short', { day: 'numeric', month: 'short' }).format(at).replace('.', '');
}

/** 21–23 nov */
export function dayRange(from: UtcMillis, to: UtcMillis, clock: Clock): string {
  const days = format(clock, 'short', { day: 'numeric', month: 'short' });
  return days.formatRange(from, to).replaceAll('.', '').replaceAll(' – ', '–');
}

/** tor 22:15 within a week, else 3 nov 22:15; only the time today. */
export function shortTime(at: UtcMillis, now: UtcMillis, clock: Clock): string {
  const time = timeOfDay(at, clock);
  if (dayKey(at, clock) === dayKey(now, clock)) return time;
  if (now - at > 6 * day || at > now) return `${shortDay(at, clock)} ${time}`;
  const weekday = format(clock, 'weekday', { weekday: 'short' }).format(at).replace('.', '');
  return `${weekday} ${time}`;
}

/** 2026-11-22, in the clock's zone. */
export function dayKey(at: UtcMillis, clock: Clock): string {
  const { year, month, day: d } = parts(at, clock);
  return `${year}-${String(month).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}

export function parts(at: UtcMillis, clock: Clock): Parts {
  const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const read: Record<string, string> = {};
  const english = { ...clock, locale: 'en-GB' };
  const options = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    weekday: 'short',
    hourCycle: 'h23',
  } as const;
  for (const part of format(english, 'parts', options).formatToParts(at)) {
    read[part.type] = part.value;
  }
  return {
    year: Number(read.year),
    month: Number(read.month),
    day: Number(read.day),
    hour: Number(read.hour),
    weekday: names.indexOf(read.weekday ?? ''),
  };
}

export type NightOrDay =
  { key: string; kind: 'tonight' } | { key: string; kind: 'day'; at: UtcMillis };

/** The night of 18–06 that has not ended yet or ended this morning is one group; else calendar days. */
export function groupOf(at: UtcMillis, now: UtcMillis, clock: Clock): NightOrDay {
  const { hour: hourNow } = parts(now, clock);
  const begins = hourNow < 18 ? now - (hourNow + 6) * hour : now - (hourNow - 18) * hour;
  const from = begins - (begins % hour);
  if (hourNow < 12 || hourNow >= 18) {
    if (at >= from && at <= now + hour) return { key: 'tonight', kind: 'tonight' };
  }
  return { key: dayKey(at, clock), kind: 'day', at };
}

export function earliest(when: When): UtcMillis {
  switch (when.kind) {
    case 'exact':
      return when.at;
    case 'interval':
      return when.from;
    case 'approximate':
      return when.at - when.within_min * minute;
  }
}

export function latest(when: When): UtcMillis {
  switch (when.kind) {
    case 'exact':
      return when.at;
    case 'interval':
      return when.to;
    case 'approximate':
      return when.at + when.within_min * minute;
  }
}

/** 9:52 of what is left, never below zero. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** 1:12, hours and minutes of a pass. */
export function elapsed(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / minute));
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
