// *Redan rapporterat?* Asked once a report is safe and knows its place, never before; answering is
// optional, and nothing waits for it.
import type { Backend } from '../api/backend';
import type { AlreadyView, DocId } from '../api/types';

export class AlreadyReported {
  /** The nearest match that has not been answered. */
  match = $state.raw<AlreadyView | null>(null);
  /** What was confirmed, shown on the sheet so that it can be taken back. */
  confirmed = $state.raw<AlreadyView | null>(null);
  readonly #backend: Backend;
  #id: DocId | null = null;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async ask(id: DocId): Promise<void> {
    this.forget();
    this.#id = id;
    const [nearest] = await this.#backend.alreadyReported(id).catch(() => []);
    if (this.#id === id && nearest) this.match = nearest;
  }

  confirm(): DocId | null {
    this.confirmed = this.match;
    this.match = null;
    return this.confirmed?.observation.id ?? null;
  }

  /** *Annan händelse*, or the confirmation taken back. */
  another(): void {
    this.match = null;
    this.confirmed = null;
  }

  forget(): void {
    this.#id = null;
    this.another();
  }
}
