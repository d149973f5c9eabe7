// The last known position, warmed up while somebody wants one, and what was pointed out by hand.
import type { Undo } from '../api/backend';
import type { NamedPlace, Position, UtcMillis } from '../api/types';
import { nearest } from '../geo';
import type { PositionSource, PositionTrouble } from '../position';

const fresh_ms = 2 * 60_000;
/** So long without a word from the device, and the person is told. */
const silent_ms = 30_000;

export class Whereabouts {
  readonly source: PositionSource;
  fix = $state.raw<Position | null>(null);
  fixedAt = $state(0);
  /** What the place that was pointed out is called, as long as it stands. */
  named = $state<string | null>(null);
  failure = $state<PositionTrouble | null>(null);
  #listeners = new Set<(fix: Position) => void>();
  #holders = 0;
  #end: Undo = () => undefined;
  readonly #hearTime: (told: UtcMillis) => void;

  /** `hearTime` gets the time that comes with each position: a clock that nobody on the phone sets. */
  constructor(source: PositionSource, hearTime: (told: UtcMillis) => void = () => undefined) {
    this.source = source;
    this.#hearTime = hearTime;
  }

  /** The device's positioning runs as long as anybody holds it, and not a moment longer. */
  hold(): Undo {
    if (this.#holders === 0) this.#end = this.#begin();
    this.#holders += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holders -= 1;
      if (this.#holders === 0) this.#end();
    };
  }

  #begin(): Undo {
    this.failure = null;
    const say = (reason: PositionTrouble) => {
      clearTimeout(silence);
      this.failure = reason;
    };
    const silence =
      this.source.kind === 'manual' ? undefined : setTimeout(() => say('timeout'), silent_ms);
    const stop = this.source.watch((fix, told) => {
      clearTimeout(silence);
      this.#hearTime(told);
      this.fix = fix;
      this.named = null;
      this.fixedAt = Date.now();
      this.failure = null;
      for (const tell of this.#listeners) tell(fix);
    }, say);
    return () => {
      clearTimeout(silence);
      stop();
    };
  }

  /** Point out a place by hand, with the name it was found by: it stands until a real fix comes. */
  set(position: Position, name: string | null): void {
    this.fix = position;
    this.named = name;
    this.fixedAt = Date.now();
  }

  /** What a report made now may say of where it was. */
  best(now: number): Position | null {
    return this.fix && !this.isOld(now) ? this.fix : null;
  }

  /** Told by the device, and too long ago to be where somebody is. */
  isOld(now: number): boolean {
    return this.fix?.source === 'gps' && Math.abs(now - this.fixedAt) >= fresh_ms;
  }

  onFix(tell: (fix: Position) => void): Undo {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** Where the person is, in words: as it was pointed out, else what lies near. */
  placeName(places: NamedPlace[]): string | null {
    if (!this.fix) return null;
    return this.named ?? nearest(places, this.fix)?.name ?? null;
  }
}
