// What this device keeps of a report that is not whole yet: what was typed since the last change, and,
// where a browser could not hand the report in, the report itself. Never sent as it is.
import type {
  Amendment,
  CategoryCode,
  DocId,
  Observation,
  ObservationDraft,
  UtcMillis,
} from './api/types';

export type NamedDraft = ObservationDraft & { id: DocId; category: CategoryCode };

/**
 * `unsent`: surely not with the server. `unknown`: sent, and no answer came. `undoing`: to be taken
 * back as soon as the server answers. `undone`: the server did not have it when it was asked, but the
 * lost request might still arrive.
 */
export type Fate = 'unsent' | 'unknown' | 'undoing' | 'undone';

export interface Unsent {
  draft: NamedDraft;
  placeName: string | null;
  tappedAt: UtcMillis;
  fate: Fate;
}

export interface Kept {
  pending: Amendment;
  unsent?: Unsent;
}

/** A request that was lost does not arrive after this. */
export const late_ms = 24 * 60 * 60_000;

export function readKept(json: string | null): Kept {
  try {
    const { pending, unsent } = JSON.parse(json ?? '{}') as Partial<Kept>;
    return unsent ? { pending: pending ?? {}, unsent } : { pending: pending ?? {} };
  } catch {
    return { pending: {} };
  }
}

export function isEmpty(kept: Kept): boolean {
  return !kept.unsent && Object.keys(cleaned(kept.pending)).length === 0;
}

/**
 * Problems after which the server surely does not have the report: it said no, or nothing was sent.
 * After every other one, a lost connection above all, it may have it.
 */
const refusals: ReadonlySet<string> = new Set([
  'offline',
  'no_credential',
  'token_expired',
  'not_allowed',
  'revoked',
  'bad_request',
  'bad_value',
  'too_large',
  'too_many_requests',
  'storage_full',
]);

/** What is known after one more attempt has failed; a doubt of an earlier one is not dispelled. */
export function fateAfter(before: Fate, code: string): Fate {
  return before === 'unsent' && refusals.has(code) ? 'unsent' : 'unknown';
}

/** As the log takes it: text of nothing but space is no text, and an empty list says nothing. */
export function cleaned(amendment: Amendment): Amendment {
  const { note, clear = [], ...rest } = amendment;
  const isBlank = note !== undefined && note.trim() === '';
  const emptied = isBlank ? [...clear, 'note'] : clear;
  const said: Amendment = note === undefined || isBlank ? rest : { ...rest, note };
  return emptied.length > 0 ? { ...said, clear: [...new Set(emptied)] } : said;
}

/** What a report says already, as the sheet shows it. */
export function fieldsOf(report: Observation): Amendment {
  const { category, severity, when, certainty, size_band, ongoing, action_taken, note } = report;
  const said: Amendment = { category, severity, when };
  if (certainty) said.certainty = certainty;
  if (size_band) said.size_band = size_band;
  if (ongoing !== null) said.ongoing = ongoing;
  if (action_taken) said.action_taken = action_taken;
  if (note) said.note = note;
  return said;
}
