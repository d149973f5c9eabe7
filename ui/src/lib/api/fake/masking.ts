// The stand-in's check of free text, which knows telephone numbers only, and two texts that wait.
import type { Backend } from '../backend';
import { Problem } from '../backend';
import type { DocId, HeldText, OpId, Suspicion } from '../types';

function check(text: string): Suspicion[] {
  const found: Suspicion[] = [];
  for (const match of text.matchAll(/07[0-9][- ]?[0-9]{3} ?[0-9]{2} ?[0-9]{2}/g)) {
    const start = [...text.slice(0, match.index)].length;
    const end = start + [...match[0]].length;
    found.push({ kind: 'phone', start, end, sure: 'sure', suggestion: 'answer_in_the_app' });
  }
  return found;
}

function waiting(n: number, text: string, because: string | null): HeldText {
  return {
    doc: `00000000-0000-7000-8000-00000000000${n}` as DocId,
    of: 'observation',
    op: `00000000-0000-7000-8000-00000000001${n}` as OpId,
    place: 'note',
    text,
    photo: null,
    suspicions: check(text),
    suggestion: null,
    because,
    at: Date.now() - n * 3_600_000,
    organisation_name: 'Vaktbolaget Norr',
    report: null,
  };
}

export function fakeMasking(): Pick<Backend, 'check' | 'masking' | 'mask'> {
  let held = [
    waiting(1, 'Ägaren till lådan nås på 070-174 06 05.', 'Behövs för åtgärden'),
    waiting(2, 'Vaktmästaren 070-174 06 09 har nyckeln.', null),
  ];
  return {
    check: async (text) => check(text),
    masking: async () => ({ total: held.length, held }),
    mask: async (decisions) => {
      const ops = decisions.map((it) => it.op);
      if (!held.some((it) => ops.includes(it.op))) throw new Problem('not_found', 'nothing waits');
      held = held.filter((it) => !ops.includes(it.op));
    },
  };
}
