// Reports of this browser of which it is not known whether the server has them, and what became of them.
import type { Backend } from '../api/backend';
import type { DocId } from '../api/types';
import { isEmpty, late_ms, readKept, type Kept, type Unsent } from '../drafts';
import { takeBack, type Undone } from './capture.svelte';

export class UnsentReports {
  /** Those a person can do something about, newest first. */
  list = $state.raw<Unsent[]>([]);
  readonly #backend: Backend;
  #isAsking = false;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Ask the server about each but the open one, and finish what was to be taken back. */
  async settle(open: DocId | null, reason: string): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (const { unsent, pending } of await this.#kept()) {
        if (unsent.draft.id !== open) await this.#settleOne({ unsent, pending }, reason);
      }
      const left = await this.#kept();
      this.list = left
        .map(({ unsent }) => unsent)
        .filter(({ fate, draft }) => fate !== 'undone' && draft.id !== open)
        .sort((a, b) => b.tappedAt - a.tappedAt);
    } finally {
      this.#isAsking = false;
    }
  }

  async #kept(): Promise<Required<Kept>[]> {
    const drafts = await this.#backend.drafts().catch(() => []);
    return drafts
      .map(([, json]) => readKept(json))
      .filter((kept): kept is Required<Kept> => kept.unsent !== undefined);
  }

  async #settleOne({ unsent, pending }: Required<Kept>, reason: string): Promise<void> {
    const { id } = unsent.draft;
    switch (unsent.fate) {
      case 'unsent':
        return;
      case 'unknown': {
        const found = await this.#backend.observation(id).catch(() => null);
        if (!found) return;
        const rest = { pending };
        await (isEmpty(rest)
          ? this.#backend.dropDraft(id)
          : this.#backend.saveDraft(id, JSON.stringify(rest)));
        return;
      }
      case 'undone':
        if (Date.now() - unsent.tappedAt > late_ms) return this.#backend.dropDraft(id);
        await takeBack(this.#backend, unsent, reason);
        return;
      case 'undoing':
        await takeBack(this.#backend, unsent, reason);
    }
  }

  /** *Ångra* in the list. */
  async undo(unsent: Unsent, reason: string): Promise<Undone> {
    const { id } = unsent.draft;
    if (unsent.fate === 'unsent') {
      await this.#backend.dropDraft(id);
      return 'dropped';
    }
    const undoing: Unsent = { ...unsent, fate: 'undoing' };
    await this.#backend.saveDraft(id, JSON.stringify({ pending: {}, unsent: undoing }));
    return takeBack(this.#backend, undoing, reason);
  }
}

/** Reports that are safe but were being changed when the page was closed, newest first. */
export async function changedDrafts(backend: Backend): Promise<DocId[]> {
  const drafts = await backend.drafts().catch(() => []);
  return drafts
    .filter(([, json]) => {
      const kept = readKept(json);
      return !kept.unsent && !isEmpty(kept);
    })
    .map(([id]) => id)
    .sort()
    .reverse();
}
