// Places, streets and addresses by what is typed, and what is at a point. Answers may come late: only
// that to the last question counts.
import type { Backend } from '../api/backend';
import type { FoundPlace, Whereabouts } from '../api/types';
import type { Point } from '../geo';

/** A person types faster than this; a map that is dragged moves faster. */
const pause_ms = 120;

class Asking {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  /** Ask after a pause, unless something else is asked before. */
  later<T>(ask: () => Promise<T>, tell: (answer: T | null) => void): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#timer = setTimeout(() => {
      const isLast = () => turn === this.#turn;
      ask().then(
        (answer) => isLast() && tell(answer),
        () => isLast() && tell(null),
      );
    }, pause_ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }
}

export class PlaceSearch {
  readonly #backend: Backend;
  readonly #asking = new Asking();
  found = $state.raw<FoundPlace[]>([]);
  /** The words that `found` answers. */
  words = $state('');
  /** Nobody answered: it is not known what there is. */
  hasFailed = $state(false);

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Search near a point, if that is known. Without words nothing is found. */
  ask(typed: string, near: Point | null): void {
    const words = typed.trim();
    if (!words) {
      this.#asking.stop();
      this.#tell('', []);
      return;
    }
    const ask = () => this.#backend.searchPlaces(words, near);
    this.#asking.later(ask, (found) => this.#tell(words, found));
  }

  #tell(words: string, found: FoundPlace[] | null): void {
    this.words = words;
    this.found = found ?? [];
    this.hasFailed = found === null;
  }
}

export class WordsOfPoint {
  readonly #backend: Backend;
  readonly #asking = new Asking();
  /** What is there; null while it is not known, as when nobody answers. */
  here = $state.raw<Whereabouts | null>(null);

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  ask(at: Point): void {
    this.here = null;
    const ask = () => this.#backend.whereabouts(at);
    this.#asking.later(ask, (here) => (this.here = here));
  }
}
