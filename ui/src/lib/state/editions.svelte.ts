// The editions as they were last read, which one is looked at, and what is written to it.
import { Problem, type ApprovalGiven, type Backend, type EditionFile } from '../api/backend';
import type {
  ActionPlan,
  DocId,
  DraftView,
  EditionList,
  EditionView,
  OpId,
  OrganisationId,
  Period,
} from '../api/types';

export function periodOf({ kind, from, until }: Period): Period {
  return { kind, from, until };
}

export class EditionsState {
  list = $state.raw<EditionList | null>(null);
  draft = $state.raw<DraftView | null>(null);
  problem = $state.raw<Problem | null>(null);
  chosenId = $state<DocId | null>(null);
  readonly #backend: Backend;
  readonly #writes: () => boolean;
  chosen = $derived.by<EditionView | null>(() => {
    const all = this.list?.editions ?? [];
    return all.find((it) => it.id === this.chosenId) ?? all[0] ?? null;
  });

  constructor(backend: Backend, writes: () => boolean) {
    this.#backend = backend;
    this.#writes = writes;
  }

  async load(): Promise<void> {
    try {
      this.list = await this.#backend.editions();
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
    await this.#loadDraft();
  }

  async choose(id: DocId): Promise<void> {
    this.chosenId = id;
    await this.#loadDraft();
  }

  move(by: number): void {
    const all = this.list?.editions ?? [];
    const at = all.findIndex((it) => it.id === this.chosen?.id);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) void this.choose(next.id);
  }

  async #loadDraft(): Promise<void> {
    const { chosen } = this;
    if (!chosen || !this.#writes()) return;
    const read = await this.#backend.editionDraft(periodOf(chosen)).catch(() => null);
    if (chosen.id === this.chosen?.id) this.draft = read;
  }

  /** Each answers whether it was taken. */
  async write(texts: Record<string, string | null>, plan: ActionPlan | null, because?: string) {
    return this.#tell((period) => {
      const said = because ? { because } : {};
      const planned = plan ? { plan } : {};
      return this.#backend.writeEdition({ period, texts, ...planned, ...said });
    });
  }

  async fix(by: string): Promise<boolean> {
    return this.#tell((period) => this.#backend.fixEdition(period, by));
  }

  async send(version: OpId, organisations: OrganisationId[]): Promise<boolean> {
    return this.#tell((_, id) => this.#backend.sendEdition(id, version, organisations));
  }

  async approve(version: OpId, given: ApprovalGiven): Promise<boolean> {
    return this.#tell((_, id) => this.#backend.approveEdition(id, version, given));
  }

  /** Where the file lies; null where a browser has it, a problem where there is none. */
  async file(asked: EditionFile): Promise<string | null> {
    return this.#backend.editionFile(asked);
  }

  async #tell(act: (period: Period, id: DocId) => Promise<void>): Promise<boolean> {
    const { chosen } = this;
    if (!chosen) return false;
    try {
      await act(periodOf(chosen), chosen.id);
    } catch (cause) {
      this.problem = Problem.from(cause);
      return false;
    }
    this.chosenId = chosen.id;
    await this.load();
    return true;
  }
}
