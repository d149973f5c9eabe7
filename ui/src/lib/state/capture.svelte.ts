// From the tap to a safe report, and what is added afterwards. Nothing here waits for a position.
import { Problem, type Backend } from '../api/backend';
import type {
  Amendment,
  CategoryCode,
  DocId,
  Observation,
  Position,
  SafeAt,
  UtcMillis,
} from '../api/types';
import {
  cleaned,
  fateAfter,
  fieldsOf,
  isEmpty,
  readKept,
  type NamedDraft,
  type Unsent,
} from '../drafts';
import { tick } from '../haptics';
import { newDocId } from '../ids';
import { AlreadyReported } from './already.svelte';
import { improve } from './improve';
import { OpenPhotos } from './photos.svelte';
import type { Whereabouts } from './whereabouts.svelte';

export const undo_ms = 10 * 60_000;

export type Safety =
  | { state: 'saving' }
  | { state: 'safe'; at: UtcMillis; where: SafeAt }
  /** The server or the disk does not have it. */
  | { state: 'failed'; problem: Problem }
  /** It was sent, and no answer came: the server may have it. */
  | { state: 'unknown'; problem: Problem };

/** What *Ångra* came to: withdrawn, never handed in, or to be withdrawn when the server answers. */
export type Undone = 'withdrawn' | 'dropped' | 'later';

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
  readonly photos: OpenPhotos;
  readonly already: AlreadyReported;
  /**
   * `marked`: words are kept here until they are changed or a reason is given. `unkept`: there was no room
   * for what is being typed; closing the sheet puts it into the report.
   */
  keeping = $state<'kept' | 'unkept' | 'waiting' | 'failed' | 'marked'>('kept');
  readonly #backend: Backend;
  readonly #where: Whereabouts;
  #unsent: Unsent | null = null;
  #stopImproving: () => void = () => undefined;

  constructor(backend: Backend, where: Whereabouts) {
    this.#backend = backend;
    this.#where = where;
    this.photos = new OpenPhotos(backend);
    this.already = new AlreadyReported(backend);
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
    const id = newDocId(now);
    const draft: NamedDraft = {
      ...extra,
      id,
      category,
      when: { kind: 'exact', at: now },
    };
    if (position) draft.position = position;
    if (position && placeName) draft.place_name = placeName;
    this.#show({ draft, placeName, tappedAt: now, fate: 'unsent' }, {});
    this.photos.begin(id);
    await this.send();
  }

  /** Open a report again that was left while it was not safe. It is not sent by itself. */
  async resume(unsent: Unsent): Promise<void> {
    await this.close();
    if (this.open) return;
    const { pending } = readKept(await this.#backend.draft(unsent.draft.id).catch(() => null));
    this.#show(unsent, pending);
    void this.photos.open(unsent.draft.id);
    const state = unsent.fate === 'unsent' ? 'failed' : 'unknown';
    this.safety = { state, problem: new Problem('unreachable', 'kept from an earlier visit') };
  }

  #show(unsent: Unsent, pending: Amendment): void {
    const { id, category, position } = unsent.draft;
    this.#unsent = unsent;
    this.pending = pending;
    this.before = {};
    this.open = {
      id,
      category: pending.category ?? category,
      position: pending.position ?? position ?? null,
      placeName: pending.place_name ?? unsent.placeName,
      tappedAt: unsent.tappedAt,
      isNew: true,
    };
  }

  /** Hand the report in; also the second try after a failure: the same words under the same id. */
  async send(): Promise<void> {
    const unsent = this.#unsent;
    if (!unsent) return;
    this.safety = { state: 'saving' };
    try {
      // A page that is loaded again before the answer comes must find the report and the doubt.
      if (this.#backend.shell === 'browser') await this.#keepUnsent({ ...unsent, fate: 'unknown' });
      const captured = await this.#backend.capture(unsent.draft);
      this.safety = { state: 'safe', at: captured.at, where: captured.safe };
      this.#unsent = null;
      if (this.#backend.shell === 'browser' || unsent.fate !== 'unsent') await this.#keep();
      tick(30);
      if (this.open) void this.already.ask(this.open.id);
      this.#improve();
    } catch (cause) {
      const problem = Problem.from(cause);
      const isHere = this.#backend.shell === 'app';
      const fate = isHere ? 'unsent' : fateAfter(unsent.fate, problem.code);
      this.safety = { state: fate === 'unsent' ? 'failed' : 'unknown', problem };
      await this.#keepUnsent({ ...unsent, fate });
    }
  }

  async #keepUnsent(unsent: Unsent): Promise<void> {
    this.#unsent = unsent;
    await this.#keep();
  }

  /** Take the surest fix of the next seconds, once. */
  #improve(): void {
    const open = this.open;
    if (!open) return;
    this.#stopImproving();
    this.#stopImproving = improve(this.#where, open.position, {
      better: (fix) => {
        if (this.open?.id === open.id) this.open = { ...this.open, position: fix };
      },
      best: (fix) => void this.#backend.amend(open.id, { position: fix }).catch(() => undefined),
    });
  }

  /** Open a report that is already safe, with what was being typed when the app was closed. */
  async reopen(report: Observation): Promise<void> {
    await this.close();
    if (this.open) return;
    const { id, category, position, place_name, captured_at } = report;
    this.#unsent = null;
    this.before = fieldsOf(report);
    this.pending = readKept(await this.#backend.draft(id).catch(() => null)).pending;
    this.safety = { state: 'safe', at: captured_at, where: 'phone' };
    this.open = {
      id,
      category: this.pending.category ?? category,
      position: this.pending.position ?? position,
      placeName: this.pending.place_name ?? place_name,
      tappedAt: captured_at,
      isNew: false,
    };
    void this.photos.open(id);
  }

  /** One more thing filled in: on the disk at once, in the log when the sheet closes. */
  change(amendment: Amendment): void {
    const open = this.open;
    if (!open) return;
    const clear = (this.pending.clear ?? []).filter((field) => !(field in amendment));
    this.pending = { ...this.pending, clear, ...amendment };
    if (this.keeping === 'marked') this.keeping = 'kept';
    void this.#keep();
    if (amendment.category) this.open = { ...open, category: amendment.category };
  }

  /** *Samma, bekräfta*: on the disk at once, in the log when the sheet closes. */
  confirm(): void {
    const same_as = this.already.confirm();
    if (same_as) this.change({ same_as });
  }

  /** Take a choice back. */
  clear(field: 'size_band' | 'action_taken' | 'same_as'): void {
    const open = this.open;
    if (!open) return;
    const without = (from: Amendment): Amendment => {
      const { [field]: _, ...rest } = from;
      return rest;
    };
    this.before = without(this.before);
    const clear = [...(this.pending.clear ?? []), field];
    this.pending = { ...without(this.pending), clear };
    void this.#keep();
  }

  async #keep(): Promise<void> {
    const id = this.open?.id;
    if (!id) return;
    const kept = this.#unsent
      ? { pending: this.pending, unsent: this.#unsent }
      : { pending: this.pending };
    const done = isEmpty(kept)
      ? this.#backend.dropDraft(id)
      : this.#backend.saveDraft(id, JSON.stringify(kept));
    await done.then(
      () => {
        if (this.keeping === 'unkept') this.keeping = 'kept';
      },
      () => {
        if (this.keeping === 'kept') this.keeping = 'unkept';
      },
    );
  }

  /** A place that was pointed out. The report was sent already, so it travels as a change. */
  async place(position: Position, placeName: string | null): Promise<void> {
    const open = this.open;
    if (!open) return;
    this.#stopImproving();
    this.open = { ...open, position, placeName };
    this.change({ position, ...(placeName ? { place_name: placeName } : {}) });
  }

  /** Put what was filled in into the log. A failure keeps it for the next time. */
  async flush(): Promise<void> {
    const open = this.open;
    if (!open || this.safety.state !== 'safe') return;
    const { now, later } = await this.#split(cleaned(this.pending));
    if (Object.keys(now).length > 0) this.keeping = 'waiting';
    try {
      if (Object.keys(now).length > 0) await this.#backend.amend(open.id, now);
      this.before = { ...this.before, ...now };
      this.pending = later;
      this.keeping = later.note ? 'marked' : 'kept';
      await this.#keep();
    } catch {
      this.keeping = 'failed';
    }
  }

  /** Words that may point at a person stay here until their writer has said why they go. */
  async #split(said: Amendment): Promise<{ now: Amendment; later: Amendment }> {
    const { note, because, ...rest } = said;
    if (!note) return { now: rest, later: {} };
    // Where nobody answers, the server looks at it when it comes in.
    const marks = await this.#backend.check(note).catch(() => []);
    if (marks.length === 0) return { now: { ...rest, note }, later: {} };
    return because?.trim() ? { now: said, later: {} } : { now: rest, later: { note } };
  }

  /**
   * Take the report on the sheet back. One that may have arrived is withdrawn by its id, now or when
   * the server answers; the wish is kept before it is tried.
   */
  async undo(reason: string): Promise<Undone> {
    const open = this.open;
    if (!open) return 'dropped';
    this.#stopImproving();
    const unsent = this.#unsent;
    let undone: Undone = 'dropped';
    if (this.safety.state === 'safe') {
      await this.#backend.withdraw(open.id, reason);
      await this.#backend.dropDraft(open.id).catch(() => undefined);
      undone = 'withdrawn';
    } else if (unsent && this.safety.state === 'unknown') {
      this.pending = {};
      await this.#keepUnsent({ ...unsent, fate: 'undoing' });
      undone = await takeBack(this.#backend, { ...unsent, fate: 'undoing' }, reason);
    } else {
      await this.#backend.dropDraft(open.id).catch(() => undefined);
    }
    await this.photos.dropAll();
    this.#unsent = null;
    this.pending = {};
    this.open = null;
    return undone;
  }

  /** Close the sheet. A report that is not safe, or a change not taken, stays on the screen. */
  async close(): Promise<void> {
    if (!this.open || this.safety.state !== 'safe') return;
    await this.flush();
    if (this.keeping === 'failed' || this.keeping === 'marked') return;
    this.photos.release();
    this.already.forget();
    this.open = null;
  }

  /** Close what is not safe, or a change that was not taken: this device keeps it. */
  later(): void {
    if (this.safety.state === 'saving') return;
    this.keeping = 'kept';
    this.photos.keep();
    this.already.forget();
    this.#unsent = null;
    this.open = null;
  }
}

/** Withdraw a report that may have arrived. What could not be done is kept and tried again. */
export async function takeBack(backend: Backend, unsent: Unsent, reason: string): Promise<Undone> {
  const { id } = unsent.draft;
  try {
    await backend.withdraw(id, reason);
    await backend.dropDraft(id).catch(() => undefined);
    return 'withdrawn';
  } catch (cause) {
    if (Problem.from(cause).code !== 'not_found') return 'later';
    const kept = { pending: {}, unsent: { ...unsent, fate: 'undone' as const } };
    await backend.saveDraft(id, JSON.stringify(kept)).catch(() => undefined);
    return 'dropped';
  }
}
