// One part of the analysis as it was last answered. A new question stops the counting of the old.
import { Problem, type Backend } from '../api/backend';
import type { Study, StudyQuestion } from '../api/types';

export class StudyState {
  study = $state.raw<Study | null>(null);
  problem = $state.raw<Problem | null>(null);
  step = $state.raw<{ done: number; of: number } | null>(null);
  isStopped = $state(false);
  readonly #backend: Backend;
  #asked = '';
  #running: AbortController | null = null;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async show(question: StudyQuestion, isForced = false): Promise<void> {
    const asked = JSON.stringify(question);
    if (asked === this.#asked && !isForced && !this.isStopped && !this.problem) return;
    this.#asked = asked;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.isStopped = false;
    this.problem = null;
    this.step = { done: 0, of: 1 };
    try {
      const study = await this.#backend.study(question, {
        signal: running.signal,
        onstep: (done, of) => {
          if (this.#running === running) this.step = { done, of };
        },
      });
      if (this.#running === running) this.study = study;
    } catch (cause) {
      if (this.#running === running && !running.signal.aborted) this.problem = Problem.from(cause);
    } finally {
      if (this.#running === running) this.step = null;
    }
  }

  stop(): void {
    this.#running?.abort();
    this.step = null;
    this.isStopped = true;
  }
}
