// The position of a report that was just made, made surer by the fixes of the next seconds.
import type { Position } from '../api/types';
import { isBetter } from '../position';
import type { Whereabouts } from './whereabouts.svelte';

const improve_ms = 8_000;
/** Surer than this is not worth waiting for. */
const sure_m = 10;

interface Heard {
  better: (fix: Position) => void;
  /** Once, at the end, if any fix was better. */
  best: (fix: Position) => void;
}

/**
 * Listen until a fix is sure or the time is over, with the positioning running meanwhile; the returned
 * function stops without a result.
 */
export function improve(where: Whereabouts, from: Position | null, heard: Heard): () => void {
  let best: Position | null = null;
  const end = () => {
    clearTimeout(timer);
    stop();
    release();
  };
  const done = () => {
    end();
    if (best) heard.best(best);
  };
  const release = where.hold();
  const timer = setTimeout(done, improve_ms);
  const stop = where.onFix((fix) => {
    if (!isBetter(fix, best ?? from)) return;
    best = fix;
    heard.better(fix);
    if ((fix.accuracy_m ?? Infinity) <= sure_m) done();
  });
  return end;
}
