// The photos of the report on the sheet. Each is kept on this device before anything else happens to
// it, and becomes part of the report when the sheet closes: until then it can be blurred or thrown away.
import { Problem, type Backend } from '../api/backend';
import type { DocId, PhotoView } from '../api/types';
import { shrink } from '../photo';

export const photos_max = 5;

export interface Shot {
  slot: number;
  /** What is kept; none while it is being made small. */
  jpeg: Blob | null;
  url: string;
}

export class OpenPhotos {
  /** Held on this device, in the order they were taken. */
  shots = $state.raw<Shot[]>([]);
  /** Part of the report already. */
  sent = $state.raw<PhotoView[]>([]);
  /** Why the last file was not taken: a code of the text catalogue. */
  refused = $state<string | null>(null);
  readonly #backend: Backend;
  #id: DocId | null = null;
  #work: Promise<unknown> = Promise.resolve();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get room(): number {
    return photos_max - this.shots.length - this.sent.length;
  }

  /** A report that was just made has none: nothing is asked while it is being saved. */
  begin(id: DocId): void {
    this.#forget();
    this.#id = id;
  }

  /** Show what belongs to a report. */
  async open(id: DocId): Promise<void> {
    this.begin(id);
    const [slots, sent] = await Promise.all([
      this.#backend.heldPhotos(id).catch(() => []),
      this.#backend.photos(id).catch(() => []),
    ]);
    const shots = await Promise.all(slots.map((slot) => this.#held(id, slot)));
    if (this.#id !== id) return;
    this.sent = sent;
    this.shots = [...shots.filter((shot) => shot !== null), ...this.shots];
  }

  async #held(id: DocId, slot: number): Promise<Shot | null> {
    const jpeg = await this.#backend.heldPhoto(id, slot).catch(() => null);
    return jpeg && { slot, jpeg, url: URL.createObjectURL(jpeg) };
  }

  /** Take files in, one after the other, as many as there is room for. The sheet does not wait. */
  add(files: Iterable<File>): Promise<void> {
    this.refused = null;
    const todo = [...files].map((file) => this.#addOne(file));
    const done = Promise.all(todo).then(() => undefined);
    this.#work = Promise.all([this.#work, done]);
    return done;
  }

  async #addOne(file: File): Promise<void> {
    const id = this.#id;
    if (!id) return;
    if (this.room <= 0) {
      this.refused = 'too_many_photos';
      return;
    }
    const taken = new Set(this.shots.map(({ slot }) => slot));
    const slot = [0, 1, 2, 3, 4].find((free) => !taken.has(free)) ?? 0;
    this.shots = [...this.shots, { slot, jpeg: null, url: '' }];
    try {
      const jpeg = await shrink(file);
      await this.#backend.holdPhoto(id, slot, jpeg);
      this.#put(id, slot, jpeg);
    } catch (cause) {
      if (this.#id !== id) return;
      this.refused = Problem.from(cause).code;
      this.shots = this.shots.filter((shot) => shot.slot !== slot);
    }
  }

  #put(id: DocId, slot: number, jpeg: Blob): void {
    if (this.#id !== id) return;
    const url = URL.createObjectURL(jpeg);
    this.shots = this.shots.map((shot) => {
      if (shot.slot !== slot) return shot;
      if (shot.url) URL.revokeObjectURL(shot.url);
      return { slot, jpeg, url };
    });
  }

  /** The same photo with something made unreadable. What was there before is written over. */
  async replace(slot: number, jpeg: Blob): Promise<void> {
    const id = this.#id;
    if (!id) return;
    await this.#backend.holdPhoto(id, slot, jpeg);
    this.#put(id, slot, jpeg);
  }

  async drop(slot: number): Promise<void> {
    const id = this.#id;
    if (!id) return;
    await this.#backend.dropHeld(id, slot);
    const gone = this.shots.find((shot) => shot.slot === slot);
    if (gone?.url) URL.revokeObjectURL(gone.url);
    this.shots = this.shots.filter((shot) => shot.slot !== slot);
  }

  /** The sheet closes: what is held becomes part of the report, without anybody waiting for it. */
  release(): void {
    const id = this.#id;
    const work = this.#work;
    const isNothing = this.shots.length === 0;
    this.#forget();
    if (!id || isNothing) return;
    // What cannot be handed in now is held still, and comes back with the report.
    void work.then(() => this.#backend.releasePhotos(id)).catch(() => undefined);
  }

  /** The report is taken back, and its photos with it. */
  async dropAll(): Promise<void> {
    const id = this.#id;
    const slots = this.shots.map(({ slot }) => slot);
    await this.#work;
    this.#forget();
    if (!id) return;
    for (const slot of slots) await this.#backend.dropHeld(id, slot).catch(() => undefined);
  }

  /** Close the sheet and hold everything: the report itself is not safe yet. */
  keep(): void {
    this.#forget();
  }

  #forget(): void {
    for (const { url } of this.shots) if (url) URL.revokeObjectURL(url);
    this.#id = null;
    this.shots = [];
    this.sent = [];
    this.refused = null;
    this.#work = Promise.resolve();
  }
}
