// Photos of reports as pictures on the screen: fetched once each, the oldest let go.
import { SvelteMap } from 'svelte/reactivity';
import type { Backend } from '../api/backend';

const most = 60;

export class ShownPhotos {
  readonly #backend: Backend;
  readonly #urls = new SvelteMap<string, string | null>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** The address of a photo; null when it cannot be had, undefined while it is being fetched. */
  url(name: string): string | null | undefined {
    return this.#urls.get(name);
  }

  async want(name: string): Promise<void> {
    if (this.#urls.get(name)) return;
    const bytes = await this.#backend.photo(name).catch(() => null);
    this.#urls.set(name, bytes && URL.createObjectURL(bytes));
    for (const [old, url] of this.#urls) {
      if (this.#urls.size <= most) break;
      if (url) URL.revokeObjectURL(url);
      this.#urls.delete(old);
    }
  }
}
