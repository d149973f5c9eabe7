// *Maskning*: the queue, which of it is looked at, and what was decided.
import type { Backend } from '../api/backend';
import { Problem } from '../api/backend';
import type { HeldText, Masking, MaskingDecision } from '../api/types';

const keyOf = (held: HeldText) => `${held.op} ${held.place}`;

export class MaskingState {
  held = $state.raw<HeldText[] | null>(null);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);
  said = $state('');
  #key = $state<string | null>(null);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get chosen(): HeldText | null {
    const held = this.held ?? [];
    return held.find((it) => keyOf(it) === this.#key) ?? held[0] ?? null;
  }

  isChosen(held: HeldText): boolean {
    return this.chosen !== null && keyOf(this.chosen) === keyOf(held);
  }

  choose(held: HeldText): void {
    this.#key = keyOf(held);
  }

  move(by: 1 | -1): void {
    const held = this.held ?? [];
    const next = held[held.findIndex((it) => this.isChosen(it)) + by];
    if (next) this.choose(next);
  }

  async load(): Promise<void> {
    try {
      const { total, held } = await this.#backend.masking();
      this.total = total;
      this.held = held;
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  /** The row goes at once; when the decision is not taken, it comes back and that is said. */
  async decide(masking: Masking, done: string, notTaken: string): Promise<void> {
    const chosen = this.chosen;
    const before = this.held;
    if (!chosen || !before) return;
    const { doc, of, op, place } = chosen;
    const at = before.indexOf(chosen);
    const next = before[at + 1] ?? before[at - 1];
    this.held = before.filter((it) => it !== chosen);
    this.#key = next ? keyOf(next) : null;
    try {
      const decision: MaskingDecision = { doc, of, op, place, ...masking };
      await this.#backend.mask([decision]);
      this.total -= 1;
      this.said = done;
    } catch {
      this.held = before;
      this.choose(chosen);
      this.said = notTaken;
    }
  }
}
