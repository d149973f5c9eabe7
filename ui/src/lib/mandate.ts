// Whether the function that a decision names may take it: it is in the register, held on that day, and its mandate covers
// the thing. A mark beside the decision, never a lock: people decide.
import type { Decides, PublicFunction } from './api/types';
import { isHeld } from './organisation';

export type MandateFault = 'unknown' | 'not_held' | 'not_covered';

export interface Mandate {
  /** As the register knows it; null where it does not. */
  function: PublicFunction | null;
  fault: MandateFault | null;
}

const same = (a: string, b: string) =>
  a.trim().toLocaleLowerCase('sv') === b.trim().toLocaleLowerCase('sv');

/** How a decision of a day stands to the mandate of its function; an organisation narrows which is meant. */
export function mandateOf(
  named: { owner: string; organisation: string | null },
  on: string,
  functions: PublicFunction[],
  what: Decides = 'measures',
): Mandate {
  const known = functions.filter((it) => same(it.name, named.owner));
  const own = known.filter((it) => same(it.organisation, named.organisation ?? ''));
  const among = own.length > 0 ? own : known;
  const held = among.filter((it) => isHeld(it, on));
  const covers = (it: PublicFunction) => it.decides.length === 0 || it.decides.includes(what);
  const found = held.find(covers) ?? held[0] ?? among[0] ?? null;
  if (!found) return { function: null, fault: 'unknown' };
  if (held.length === 0) return { function: found, fault: 'not_held' };
  return { function: found, fault: covers(found) ? null : 'not_covered' };
}
