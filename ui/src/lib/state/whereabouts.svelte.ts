// The last known position, warmed up from the start, and what was pointed out by hand.
import type { NamedPlace, Position, UtcMillis } from '../api/types';
import { nearest } from '../geo';
import type { PositionSource } from '../position';

const fresh_ms = 2 * 60_000;

export class Whereabouts {
  readonly source: PositionSource;
  fix = $state.raw<Position | null>(null);
  fixedAt = $state(0);
  /** What the place that was pointed out is called, as long as it stands. */
  named = $state<string | null>(null);
  failure = $state<'denied' | 'unavailable' | null>(null);
  #listeners = new Set<(fix: Position) => void>();

  readonly #hearTime: (told: UtcMillis) => void;

  /** `hearTime` gets the time that comes with each position: a clock that nobody on the phone sets. */
  constructor(source: PositionSource, hearTime: (told: UtcMillis) => void = () => undefined) {
    this.source = source;
    this.#hearTime = hearTime;
  }

  start(): () => void {
    return this.source.watch(
      (fix, told) => {
        this.#hearTime(told);
        this.fix = fix;
        this.named = null;
        this.fixedAt = Date.now();
        this.failure = null;
        for (const tell of this.#listeners) tell(fix);
      },
      (reason) => (this.failure = reason),
    );
  }

  /** Point out a place by hand, with the name it was found by: it stands until a real fix comes. */
  set(position: Position, name: string | null): void {
    this.fix = position;
    this.named = name;
    this.fixedAt = Date.now();
  }

  /** What a report made now may say of where it was. */
  best(now: number): Position | null {
    if (!this.fix) return null;
    const isFresh = this.fix.source !== 'gps' || now - this.fixedAt < fresh_ms;
    return isFresh ? this.fix : null;
  }

  onFix(tell: (fix: Position) => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** Where the person is, in words: as it was pointed out, else what lies near. */
  placeName(places: NamedPlace[]): string | null {
    if (!this.fix) return null;
    return this.named ?? nearest(places, this.fix)?.name ?? null;
  }
}
