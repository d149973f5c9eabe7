// The priority areas of one quarter, as they were last read.
import { Problem, type Backend } from '../api/backend';
import type { Priorities, Prioritising, Quarter } from '../api/types';

/** How many areas a quarter has room for; a municipality may choose fewer. */
const slots = [1, 2, 3] as const;

export class PrioritiesState {
  value = $state.raw<Priorities | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly backend: Backend;
  readonly #most: () => number;
  areas = $derived(this.value?.areas ?? []);
  /** How many may be chosen. */
  most = $derived.by(() => Math.min(slots.length, this.#most()));
  /** The first slot with nothing in it; none when all are taken. */
  free = $derived.by(() => {
    const open = slots.slice(0, this.most);
    return open.find((slot) => !this.areas.some((it) => it.slot === slot)) ?? null;
  });

  constructor(backend: Backend, most: () => number) {
    this.backend = backend;
    this.#most = most;
  }

  async load(quarter: Quarter): Promise<void> {
    try {
      const read = await this.backend.priorities(quarter);
      this.value = read;
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  /** The slot an area stands in. */
  slotOf(key: string): number | null {
    return this.areas.find((it) => it.area.key === key)?.slot ?? null;
  }

  /** Put an area into a slot, or empty it. Returns whether that is written. */
  async choose(chosen: Prioritising): Promise<boolean> {
    try {
      await this.backend.prioritise(chosen);
    } catch (cause) {
      this.problem = Problem.from(cause);
      return false;
    }
    await this.load(chosen.quarter);
    return this.problem === null;
  }
}
