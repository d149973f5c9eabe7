// The cause analyses as they were last read, which one is worked on, and what is written to it.
import { Problem, type Backend } from '../api/backend';
import type { CauseAnalysis, DocId, PlanChange } from '../api/types';

export class CausesState {
  all = $state.raw<CauseAnalysis[] | null>(null);
  history = $state.raw<PlanChange[]>([]);
  problem = $state.raw<Problem | null>(null);
  chosenId = $state<DocId | null>(null);
  readonly #backend: Backend;
  chosen = $derived(this.all?.find((it) => it.id === this.chosenId) ?? null);

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    try {
      this.all = await this.#backend.causes();
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
    await this.choose(this.chosenId ?? this.all?.[0]?.id ?? null);
  }

  async choose(id: DocId | null): Promise<void> {
    this.chosenId = id;
    const read = id ? await this.#backend.planHistory(id).catch(() => []) : [];
    if (id === this.chosenId) this.history = read;
  }

  /** Answers whether it was taken. */
  async write(doc: DocId, set: Record<string, unknown>, because?: string): Promise<boolean> {
    try {
      const said = because ? { because } : {};
      await this.#backend.writePlan({ doc, of: 'cause_analysis', set, ...said });
    } catch (cause) {
      this.problem = Problem.from(cause);
      return false;
    }
    this.chosenId = doc;
    await this.load();
    return true;
  }
}
