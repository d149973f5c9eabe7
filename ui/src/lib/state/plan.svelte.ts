// The measures as they were last read, which one is looked at, and what is written to them.
import { Problem, type Backend } from '../api/backend';
import type {
  DeclaredTest,
  DocId,
  MeasureHandover,
  MeasureStatus,
  MeasureView,
  PlanChange,
} from '../api/types';

/** The columns of the board; what was cancelled stands beside what is done. */
export const columns: MeasureStatus[] = ['proposed', 'decided', 'ongoing', 'done'];

export class PlanState {
  all = $state.raw<MeasureView[] | null>(null);
  history = $state.raw<PlanChange[]>([]);
  problem = $state.raw<Problem | null>(null);
  chosenId = $state<DocId | null>(null);
  readonly #backend: Backend;
  chosen = $derived(this.all?.find((it) => it.id === this.chosenId) ?? null);
  overdue = $derived((this.all ?? []).filter((it) => it.is_overdue).length);

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Those of one column, what is due first on top. */
  of(status: MeasureStatus): MeasureView[] {
    const here = (it: MeasureView) =>
      it.status === status || (status === 'done' && it.status === 'cancelled');
    const due = (it: MeasureView) => it.due ?? '9999';
    return (this.all ?? []).filter(here).sort((a, b) => due(a).localeCompare(due(b)));
  }

  async load(): Promise<void> {
    try {
      this.all = await this.#backend.measures();
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
    await this.#loadHistory();
  }

  async choose(id: DocId | null): Promise<void> {
    this.chosenId = id;
    await this.#loadHistory();
  }

  async #loadHistory(): Promise<void> {
    const id = this.chosenId;
    const read = id ? await this.#backend.planHistory(id).catch(() => []) : [];
    if (id === this.chosenId) this.history = read;
  }

  /** Declare a test; a measure with one is to be evaluated. Answers whether it was taken. */
  async declare(doc: DocId, value: DeclaredTest): Promise<boolean> {
    return this.#add(doc, { is_evaluated: true }, ['tests', value]);
  }

  /** That it was handed over to somebody outside. Answers whether it was taken. */
  async handOver(doc: DocId, value: MeasureHandover): Promise<boolean> {
    return this.#add(doc, {}, ['handovers', value]);
  }

  async #add(
    doc: DocId,
    set: Record<string, unknown>,
    [to, value]: [string, unknown],
  ): Promise<boolean> {
    try {
      await this.#backend.writePlan({ doc, of: 'measure', set, to, value });
    } catch (cause) {
      this.problem = Problem.from(cause);
      return false;
    }
    await this.load();
    return true;
  }

  /** Answers whether it was taken. */
  async write(doc: DocId, set: Record<string, unknown>, because?: string): Promise<boolean> {
    try {
      const said = because ? { because } : {};
      await this.#backend.writePlan({ doc, of: 'measure', set, ...said });
    } catch (cause) {
      this.problem = Problem.from(cause);
      return false;
    }
    this.chosenId = doc;
    await this.load();
    return true;
  }
}
