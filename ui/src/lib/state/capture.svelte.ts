// From the tap to a safe report, and what is added afterwards. Nothing here waits for a position.
import { Problem, type Backend } from '../api/backend';
import type {
  Amendment,
  CategoryCode,
  DocId,
  Observation,
  ObservationDraft,
  Position,
  SafeAt,
  UtcMillis,
} from '../api/types';
import { newDocId } from '../ids';
import { isBetter } from '../position';
import type { Whereabouts } from './whereabouts.svelte';

const improve_ms = 8_000;
export const undo_ms = 10 * 60_000;

export type Safety =
  | { state: 'saving' }
  | { state: 'safe'; at: UtcMillis; where: SafeAt }
  | { state: 'failed'; problem: Problem };

/** The report on the sheet: just made, or opened again from the list. */
export interface Open {
  id: DocId;
  category: CategoryCode;
  position: Position | null;
  placeName: string | null;
  tappedAt: UtcMillis;
  isNew: boolean;
}

export class CaptureState {
  open = $state.raw<Open | null>(null);
  safety = $state.raw<Safety>({ state: 'saving' });
  /** What has been filled in since the last amendment. */
  pending = $state.raw<Amendment>({});
  /** What the report said before: shown as chosen until something else is. */
  before = $state.raw<Amendment>({});
  keeping = $state<'kept' | 'waiting' | 'failed'>('kept');
  readonly #backend: Backend;
  readonly #where: Whereabouts;
  #draft: ObservationDraft | null = null;
  #stopImproving: () => void = () => undefined;

  constructor(backend: Backend, where: Whereabouts) {
    this.#backend = backend;
    this.#where = where;
  }

  /** Everything the sheet shows as chosen. */
  get shown(): Amendment {
    return { ...this.before, ...this.pending };
  }

  async save(category: CategoryCode, extra: Amendment, placeName: string | null): Promise<void> {
    await this.close();
    if (this.open) return;
    const now = Date.now();
    const position = this.#where.best(now);
    const draft: ObservationDraft = {
      ...extra,
      id: newDocId(now),
      category,
      when: { kind: 'exact', at: now },
    };
    if (position) draft.position = position;
    if (position && placeName) draft.place_name = placeName;
    const id = draft.id as DocId;
    this.#draft = draft;
    this.pending = {};
    this.before = {};
    this.open = { id, category, position, placeName, tappedAt: now, isNew: true };
    await this.send();
  }

  /** Hand the report in; also the second try after a failure, with the same id. */
  async send(): Promise<void> {
    const draft = this.#draft;
    if (!draft) return;
    this.safety = { state: 'saving' };
    try {
      const captured = await this.#backend.capture(draft);
      this.safety = { state: 'safe', at: captured.at, where: captured.safe };
      this.#draft = null;
      globalThis.navigator?.vibrate?.(30);
      this.#improve();
    } catch (cause) {
      this.safety = { state: 'failed', problem: Problem.from(cause) };
    }
  }

  /** Take the surest fix of the next seconds, once. */
  #improve(): void {
    const open = this.open;
    if (!open) return;
    this.#stopImproving();
    let best: Position | null = null;
    const done = () => {
      clearTimeout(timer);
      stop();
      this.#stopImproving = () => undefined;
      if (best) void this.#amendNow(open.id, { position: best }).catch(() => undefined);
    };
    const stop = this.#where.onFix((fix) => {
      if (!isBetter(fix, best ?? open.position)) return;
      best = fix;
      if (this.open?.id === open.id) this.open = { ...this.open, position: fix };
      if ((fix.accuracy_m ?? Infinity) <= 10) done();
    });
    const timer = setTimeout(done, improve_ms);
    this.#stopImproving = () => {
      clearTimeout(timer);
      stop();
      this.#stopImproving = () => undefined;
    };
  }

  /** Open a report that is already safe, with what was being typed when the app was closed. */
  async reopen(report: Observation): Promise<void> {
    await this.close();
    if (this.open) return;
    const { id, category, position, place_name, captured_at } = report;
    this.before = fieldsOf(report);
    this.pending = readDraft(await this.#backend.draft(id).catch(() => null));
    this.safety = { state: 'safe', at: captured_at, where: 'phone' };
    this.open = {
      id,
      category: this.pending.category ?? category,
      position,
      placeName: place_name,
      tappedAt: captured_at,
      isNew: false,
    };
  }

  /** One more thing filled in: on the disk at once, in the log when the sheet closes. */
  change(amendment: Amendment): void {
    const open = this.open;
    if (!open) return;
    const clear = (this.pending.clear ?? []).filter((field) => !(field in amendment));
    this.#keep(open.id, { ...this.pending, clear, ...amendment });
    if (amendment.category) this.open = { ...open, category: amendment.category };
  }

  /** Take a choice back. */
  clear(field: 'size_band' | 'action_taken'): void {
    const open = this.open;
    if (!open) return;
    const without = (from: Amendment): Amendment => {
      const { [field]: _, ...rest } = from;
      return rest;
    };
    this.before = without(this.before);
    const clear = [...(this.pending.clear ?? []), field];
    this.#keep(open.id, { ...without(this.pending), clear });
  }

  #keep(id: DocId, pending: Amendment): void {
    this.pending = pending;
    void this.#backend.saveDraft(id, JSON.stringify(pending)).catch(() => undefined);
  }

  async place(position: Position, placeName: string | null): Promise<void> {
    const open = this.open;
    if (!open) return;
    this.#stopImproving();
    this.open = { ...open, position, placeName };
    const named: Amendment = placeName ? { place_name: placeName } : {};
    if (this.#draft) this.#draft = { ...this.#draft, ...named, position };
    else this.change({ position, ...named });
  }

  /** Put what was filled in into the log. A failure keeps it for the next time. */
  async flush(): Promise<void> {
    const open = this.open;
    if (!open || this.safety.state !== 'safe') return;
    const amendment = cleaned(this.pending);
    if (Object.keys(amendment).length === 0) return;
    this.keeping = 'waiting';
    try {
      await this.#amendNow(open.id, amendment);
      this.before = { ...this.before, ...amendment };
      this.pending = {};
      this.keeping = 'kept';
      await this.#backend.dropDraft(open.id);
    } catch {
      this.keeping = 'failed';
    }
  }

  #amendNow(id: DocId, amendment: Amendment): Promise<void> {
    return this.#backend.amend(id, amendment);
  }

  async undo(reason: string): Promise<void> {
    const open = this.open;
    if (!open) return;
    this.#stopImproving();
    if (this.safety.state === 'safe') {
      await this.#backend.withdraw(open.id, reason);
      await this.#backend.dropDraft(open.id).catch(() => undefined);
    }
    this.#draft = null;
    this.pending = {};
    this.open = null;
  }

  /** Close the sheet. A report that is not safe, or a change not taken, stays on the screen. */
  async close(): Promise<void> {
    if (!this.open || this.safety.state !== 'safe') return;
    await this.flush();
    if (this.keeping !== 'failed') this.open = null;
  }

  /** Close without handing in: what was typed lies in the draft and comes back with the report. */
  leave(): void {
    if (this.safety.state !== 'safe') return;
    this.keeping = 'kept';
    this.open = null;
  }
}

/** As the log takes it: text of nothing but space is no text, and an empty list says nothing. */
export function cleaned(amendment: Amendment): Amendment {
  const { note, clear = [], ...rest } = amendment;
  const isBlank = note !== undefined && note.trim() === '';
  const emptied = isBlank ? [...clear, 'note'] : clear;
  const said: Amendment = note === undefined || isBlank ? rest : { ...rest, note };
  return emptied.length > 0 ? { ...said, clear: [...new Set(emptied)] } : said;
}

function readDraft(json: string | null): Amendment {
  try {
    return json ? (JSON.parse(json) as Amendment) : {};
  } catch {
    return {};
  }
}

function fieldsOf(report: Observation): Amendment {
  const { category, severity, when, certainty, size_band, ongoing, action_taken, note } = report;
  const said: Amendment = { category, severity, when };
  if (certainty) said.certainty = certainty;
  if (size_band) said.size_band = size_band;
  if (ongoing !== null) said.ongoing = ongoing;
  if (action_taken) said.action_taken = action_taken;
  if (note) said.note = note;
  return said;
}
