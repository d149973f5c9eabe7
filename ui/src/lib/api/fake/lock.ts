// The lock on the stage: `locked`, `resting`, `forgotten`, or `shared` by two people; the PIN is 2580.
import { Problem, type Backend } from '../backend';
import type { LockView } from '../types';

type Answers = Pick<
  Backend,
  'lockState' | 'unlock' | 'lock' | 'setPin' | 'forgetPin' | 'changePerson' | 'addPerson'
>;

export function fakeLock(
  stage: { shell: string; lock?: string | null },
  changed: () => void,
): Answers {
  const at = (name: string) => stage.lock === name;
  let pin = stage.lock ? '2580' : null;
  let isLocked = at('locked') || at('resting') || at('forgotten');
  let isForgotten = at('forgotten');
  let here = 0;
  const people = [
    { number: 0, name: 'Kim Ek', organisation: 'Vaktbolaget Norr', waiting: 3 },
    { number: 1, name: 'Robin Lund', organisation: 'Vaktbolaget Norr', waiting: 0 },
  ].slice(0, at('shared') || at('locked') ? 2 : 1);

  const right = (tried: string | null) => {
    if (pin !== null && tried !== pin) throw new Problem('wrong_pin', 'that is not the PIN');
  };
  const leave = () => {
    if (pin === null) throw new Problem('pin_needed', 'nobody would be kept out');
    isLocked = true;
    changed();
  };
  return {
    lockState: async (): Promise<LockView | null> =>
      stage.shell === 'browser'
        ? null
        : {
            pin: {
              has_pin: pin !== null,
              is_locked: isLocked,
              is_forgotten: isForgotten,
              rest_ms: at('resting') ? 30_000 : 0,
            },
            people: people.map((it) => ({ ...it, is_here: it.number === here })),
          },
    unlock: async (tried) => {
      right(tried);
      isLocked = isForgotten = false;
      changed();
    },
    lock: async () => {
      isLocked = pin !== null;
      changed();
    },
    setPin: async (before, fresh) => {
      right(before);
      if (/^(\d)\1*$/.test(fresh)) throw new Problem('bad_pin', 'all the same');
      pin = fresh;
    },
    forgetPin: async () => {
      isForgotten = isLocked = true;
      changed();
    },
    changePerson: async (number) => {
      leave();
      here = number;
    },
    addPerson: async () => leave(),
  };
}
