// One incident: everything told, decided and said of it, what is done there, and its undoing.
import { Problem, type Backend } from '../api/backend';
import type {
  Decided,
  Decision,
  DocId,
  IncidentPage,
  IncidentRow,
  Joining,
  OrganisationId,
  Saying,
  SharedIncident,
  ShareLevel,
} from '../api/types';

const undoSteps = 50;

export class IncidentState {
  rows = $state.raw<IncidentRow[] | null>(null);
  shared = $state.raw<SharedIncident[]>([]);
  page = $state.raw<IncidentPage | null>(null);
  /** Asked for and not there for this reader. */
  isGone = $state(false);
  problem = $state.raw<Problem | null>(null);
  said = $state('');

  readonly #backend: Backend;
  #id: DocId | null = null;
  #steps: Decided[][] = [];
  #turn = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async list(): Promise<void> {
    try {
      const [rows, shared] = await Promise.all([
        this.#backend.newestIncidents(),
        this.#backend.shared().catch(() => []),
      ]);
      this.rows = rows;
      this.shared = shared;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  async open(id: DocId | null): Promise<void> {
    if (id !== this.#id) this.page = null;
    this.#id = id;
    this.isGone = false;
    await this.reload();
  }

  async reload(): Promise<void> {
    const turn = ++this.#turn;
    const id = this.#id;
    if (!id) {
      this.page = null;
      return;
    }
    try {
      const page = await this.#backend.incident(id);
      if (turn !== this.#turn) return;
      this.page = page;
      this.isGone = false;
      this.problem = null;
    } catch (cause) {
      if (turn !== this.#turn) return;
      const problem = Problem.from(cause);
      if (['not_found', 'unknown_document', 'unknown'].includes(problem.code)) this.isGone = true;
      else this.problem = problem;
    }
  }

  async #do(work: () => Promise<Decision>, words: string, isStep: boolean): Promise<boolean> {
    try {
      const { decided, incident } = await work();
      if (isStep && decided.length > 0) this.#steps = [...this.#steps, decided].slice(-undoSteps);
      // A report that was alone is in an incident now.
      if (incident && this.page?.incident === null) this.#id = incident;
      this.said = words;
      await Promise.all([this.reload(), this.list()]);
      return true;
    } catch (cause) {
      this.problem = Problem.from(cause);
      return false;
    }
  }

  say(saying: Saying, words: string): Promise<boolean> {
    const id = this.#id;
    if (!id) return Promise.resolve(false);
    return this.#do(() => this.#backend.say(id, saying), words, false);
  }

  decide(joining: Joining, words: string): Promise<boolean> {
    const isStep = joining.decide !== 'undo';
    return this.#do(() => this.#backend.decide(joining), words, isStep);
  }

  share(organisation: OrganisationId, level: ShareLevel, words: string): Promise<boolean> {
    const id = this.#id;
    if (!id) return Promise.resolve(false);
    return this.#do(() => this.#backend.share(id, organisation, level), words, false);
  }

  async undo(words: string, nothing: string): Promise<void> {
    const decided = this.#steps.at(-1);
    if (!decided) {
      this.said = nothing;
      return;
    }
    if (await this.decide({ decide: 'undo', decided }, words)) {
      this.#steps = this.#steps.slice(0, -1);
    }
  }
}
