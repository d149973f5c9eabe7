// How long the positioning runs by itself. A report asks for its own eight seconds besides (`improve`).
import type { Undo } from '../api/backend';
import type { Whereabouts } from './whereabouts.svelte';

/** With the battery spared the device is asked for so long when the app comes to the front. */
const spared_ms = 20_000;

export interface Wish {
  isShown: boolean;
  isWalking: boolean;
  isSparing: boolean;
}

/** Nobody is followed behind their back: out of sight only a pass, begun by hand, goes on. */
export function keepWarm(where: Whereabouts, { isShown, isWalking, isSparing }: Wish): Undo {
  if (!isShown && !isWalking) return () => undefined;
  const release = where.hold();
  if (!isSparing || isWalking) return release;
  const timer = setTimeout(release, spared_ms);
  return () => {
    clearTimeout(timer);
    release();
  };
}
