// Pairs to decide: what is suggested, which one is looked at, decisions and their undoing.
import { Problem, type Backend } from '../api/backend';
import type { Decided, DocId, Joining, ObservationView, SuggestionView } from '../api/types';

const undoSteps = 50;
const key = (pair: SuggestionView) => pair.observations.join(' ');

export class Merge {
  pairs = $state.raw<SuggestionView[] | null>(null);
  chosenKey = $state<string | null>(null);
  reports = $state.raw<readonly [ObservationView, ObservationView] | null>(null);
  problem = $state.raw<Problem | null>(null);
  said = $state('');

  readonly chosen = $derived(this.pairs?.find((it) => key(it) === this.chosenKey) ?? null);

  readonly #backend: Backend;
  #steps: Decided[][] = [];
  #turn = 0;

  /** The report whose pairs are looked at first. */
  #wanted: DocId | null;

  constructor(backend: Backend, wanted: DocId | null = null) {
    this.#backend = backend;
    this.#wanted = wanted;
  }

  key(pair: SuggestionView): string {
    return key(pair);
  }

  /** Brought up to date: the chosen pair stays chosen while it is there. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const pairs = await this.#backend.suggestions({});
      if (turn !== this.#turn) return;
      const at = this.pairs?.findIndex((it) => key(it) === this.chosenKey) ?? 0;
      this.pairs = pairs;
      this.problem = null;
      const asked = this.#wanted;
      const wanted = asked && pairs.find((it) => it.observations.includes(asked));
      this.#wanted = null;
      if (wanted) await this.#choose(wanted);
      else if (!this.chosen) await this.#choose(pairs[Math.min(Math.max(at, 0), pairs.length - 1)]);
      else await this.#choose(this.chosen);
    } catch (cause) {
      if (turn === this.#turn) this.problem = Problem.from(cause);
    }
  }

  async choose(pair: SuggestionView): Promise<void> {
    await this.#choose(pair);
  }

  async move(by: 1 | -1): Promise<void> {
    const pairs = this.pairs ?? [];
    const at = pairs.findIndex((it) => key(it) === this.chosenKey);
    await this.#choose(pairs[Math.min(pairs.length - 1, Math.max(0, at + by))]);
  }

  async #choose(pair: SuggestionView | undefined): Promise<void> {
    this.chosenKey = pair ? key(pair) : null;
    if (!pair) {
      this.reports = null;
      return;
    }
    const [one, other] = await Promise.all(
      pair.observations.map((id) => this.#backend.observation(id)),
    );
    if (one && other && this.chosenKey === key(pair)) this.reports = [one, other];
  }

  async decide(joining: Joining, words: string): Promise<void> {
    try {
      const { decided } = await this.#backend.decide(joining);
      if (decided.length > 0) this.#steps = [...this.#steps, decided].slice(-undoSteps);
      this.said = words;
      await this.load();
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  async join(words: string): Promise<void> {
    if (!this.chosen) return;
    await this.decide({ decide: 'join', observations: [...this.chosen.observations] }, words);
  }

  async apart(words: string): Promise<void> {
    if (!this.chosen) return;
    const [one, other] = this.chosen.observations;
    await this.decide({ decide: 'apart', one, other }, words);
  }

  async dissolve(incident: DocId, words: string): Promise<void> {
    await this.decide({ decide: 'dissolve', incident }, words);
  }

  async undo(words: string, nothing: string): Promise<void> {
    const decided = this.#steps.at(-1);
    if (!decided) {
      this.said = nothing;
      return;
    }
    try {
      await this.#backend.decide({ decide: 'undo', decided });
      this.#steps = this.#steps.slice(0, -1);
      this.said = words;
      await this.load();
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }
}
