// A report as plain text, for a company's own system or for the police: what its reporter may read of it.
import type { Observation, When } from './api/types';
import type { Session } from './state/session.svelte';
import type { Text } from './text/sv';
import { dayKey, timeOfDay, type Clock } from './time';

type Words = Pick<Session, 'categories' | 'word' | 'whereText' | 'clock'>;
type Told = Pick<
  Observation,
  | 'id'
  | 'category'
  | 'when'
  | 'position'
  | 'place_name'
  | 'certainty'
  | 'size_band'
  | 'action_taken'
  | 'note'
  | 'reference'
>;

function whenText(when: When, clock: Clock, t: Text['copy']): string {
  const at = (time: number) => `${dayKey(time, clock)} ${timeOfDay(time, clock)}`;
  switch (when.kind) {
    case 'exact':
      return at(when.at);
    case 'interval':
      return t.between(at(when.from), at(when.to));
    case 'approximate':
      return t.about(at(when.at), when.within_min);
  }
}

/** Degrees as north and east, WGS 84, as maps and other systems take them. */
function pointText({ position }: Told): string {
  if (!position) return '';
  const { lat, lon, accuracy_m: metres } = position;
  const point = `${lat.toFixed(5)}, ${lon.toFixed(5)} (WGS 84)`;
  return metres ? `${point} ±${Math.round(metres)} m` : point;
}

/** One line for each thing that was said, in the order a duty officer asks. */
export function reportText(it: Told, session: Words, text: Text): string {
  const t = text.copy;
  const lines: [label: string, said: string | null][] = [
    [t.what, session.categories.title(it.category)],
    [t.when, whenText(it.when, session.clock, t)],
    [t.where, session.whereText(it, text.reports.noPlace)],
    [t.point, pointText(it)],
    [t.certainty, session.word('certainty', it.certainty)],
    [t.size, session.word('size_band', it.size_band)],
    [t.action, session.word('action_taken', it.action_taken)],
    [t.note, it.note],
    [t.reference, it.reference],
    [t.report, it.id],
  ];
  return lines
    .filter(([, said]) => said)
    .map(([label, said]) => `${label}: ${said}`)
    .join('\n');
}
