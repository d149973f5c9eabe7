// How wrong a clock is, in the words of people: minutes, then hours, then days.
import type { Text } from './text/sv';
import { day, hour, minute } from './time';

type Words = Text['keeping'];

function size(ms: number, t: Words): string {
  if (ms < 2 * hour) return t.minutes(Math.max(1, Math.round(ms / minute)));
  if (ms < 2 * day) return t.hours(Math.round(ms / hour));
  return t.days(Math.round(ms / day));
}

/** Positive is ahead of the true time. */
export function clockWords(errorMs: number, t: Words): string {
  const much = size(Math.abs(errorMs), t);
  return errorMs > 0 ? t.clockAhead(much) : t.clockBehind(much);
}
