// What happened to an incident, in words: a diff tells both what was and what is.
import type { FieldChange, Happening, Observation, Position, When } from './api/types';
import { withheld } from './checked-words';
import type { Session } from './state/session.svelte';
import { shortTime } from './time';
import type { Text } from './text/sv';

type Shown = Pick<Session, 'categories' | 'clock' | 'now' | 'whereText' | 'word'>;

export function whenWords(when: When, session: Shown, t: Text): string {
  const time = (at: number) => shortTime(at, session.now, session.clock);
  switch (when.kind) {
    case 'exact':
      return time(when.at);
    case 'interval':
      return t.desk.between(time(when.from), time(when.to));
    case 'approximate':
      return t.desk.about(time(when.at), when.within_min);
  }
}

const vocabularies = [
  'certainty',
  'size_band',
  'action_taken',
  'cost_band',
  'discovered',
  'place_type',
  'setting',
];

/** A field's value as people read it. */
export function valueWords(field: string, value: unknown, session: Shown, t: Text): string {
  if (value === null || value === undefined) return t.incident.nothing;
  if (value === withheld) return t.masking.withheld;
  if (typeof value === 'boolean') return value ? t.incident.yes : t.incident.no;
  if (field === 'category') return session.categories.title(String(value));
  if (field === 'severity') return t.of(Number(value), 4);
  if (field === 'when' || field === 'captured_between') return whenWords(value as When, session, t);
  if (field === 'position') {
    const position = value as Position;
    const where = { place_name: null, position } as Pick<Observation, 'place_name' | 'position'>;
    const words = session.whereText(where, t.desk.noPlace);
    const within = position.accuracy_m;
    return within === undefined ? words : `${words} ${t.accuracy(Math.round(within))}`;
  }
  if (vocabularies.includes(field)) return session.word(field, String(value));
  if (typeof value === 'object') return '';
  return String(value);
}

const changeWords = (change: FieldChange, session: Shown, t: Text) =>
  t.incident.changed(
    t.incident.fields[change.field] ?? change.field,
    valueWords(change.field, change.old, session, t),
    valueWords(change.field, change.new, session, t),
  );

/** The lines that tell it; several where several fields changed at once. */
export function happeningWords(it: Happening, session: Shown, t: Text): string[] {
  const words = t.incident.happened;
  const said = (text: string) => (text === withheld ? t.masking.withheld : text);
  switch (it.happened) {
    case 'changed':
      return it.changes.map((change) => changeWords(change, session, t));
    case 'answered':
      return [words.answered(said(it.text))];
    case 'commented':
      return [words.commented(said(it.text))];
    case 'reviewed': {
      const state = t.desk.review[it.review.state].toLocaleLowerCase();
      const line = it.is_automatic ? words.automatic(state) : words.reviewed(state);
      if (it.review.state === 'asked') return [line, `”${said(it.review.question)}”`];
      if (it.review.state === 'rejected') return [line, `”${said(it.review.reason)}”`];
      return [line];
    }
    case 'assigned':
      return [it.to ? words.assigned(it.to) : words.unassigned];
    case 'preparedness':
      return [it.is_concerned ? words.preparedness : words.noPreparedness];
    case 'merged_into':
      return [it.incident ? words.merged : words.unmerged];
    case 'kept_apart':
      return [words.apart];
    case 'masked':
      return [words.masked[it.state] ?? it.state];
    case 'shared':
      return [words.shared(it.with, t.incident.levels[it.level])];
    case 'reported':
    case 'photo':
    case 'removed':
    case 'joined':
    case 'left':
    case 'undone':
      return [words[it.happened]];
  }
}

/** Whether it decides which reports belong together: that can be undone, and the undoing as well. */
export const isReversible = (it: Happening): boolean =>
  ['joined', 'left', 'merged_into', 'kept_apart', 'undone'].includes(it.happened);
