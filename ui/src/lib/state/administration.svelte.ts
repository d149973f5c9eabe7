// *Förvaltning*: what the configuration says, what was changed here, and what is wrong with it.
import { Problem, type Backend } from '../api/backend';
import type { ConfigurationFault, ConfigurationFiles } from '../api/types';

export interface Change {
  municipality?: Record<string, unknown>;
  organisations?: Record<string, unknown>;
}

export class Administration {
  files = $state.raw<ConfigurationFiles | null>(null);
  faults = $state.raw<ConfigurationFault[]>([]);
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    try {
      this.files = await this.#backend.configuration();
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  /** Whether it is in force; else what is wrong with it is told. */
  async save(change: Change): Promise<boolean> {
    if (!this.files) return false;
    this.isBusy = true;
    try {
      const done = await this.#backend.changeConfiguration({
        of: this.files.version,
        municipality: change.municipality ?? null,
        organisations: change.organisations ?? null,
        try_out: false,
      });
      this.faults = done.faults;
      this.problem = null;
      if (done.faults.length > 0) return false;
      await this.load();
      return true;
    } catch (cause) {
      this.problem = Problem.from(cause);
      // Somebody else was first: theirs is shown, and the change is made of it.
      if (this.problem.code === 'already_exists') await this.load();
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
