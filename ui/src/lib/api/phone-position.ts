// The phone's own positioning, as the shell hands it on. What it says of trouble is text, so it is read here.
import { fixOf, type Coordinates, type PositionSource, type PositionTrouble } from '../position';
import { Problem, type Undo } from './backend';

export interface PhonePlace {
  coords: Coordinates;
  timestamp: number;
}

/** A place, or the words of a trouble. */
export function isPlace<T extends PhonePlace>(said: T | string): said is T {
  return typeof said !== 'string';
}

/** The calls that the phone's positioning understands. */
export interface PhonePositioning {
  /** Whether this app may know; asks the person where nobody has asked yet. */
  mayKnow(): Promise<boolean>;
  watch(hear: (said: PhonePlace | string) => void): Promise<Undo>;
}

export function troubleIn(said: string): PositionTrouble {
  if (/disabled|not enabled/i.test(said)) return 'off';
  if (/denied|permission|not authorized/i.test(said)) return 'denied';
  return 'unavailable';
}

export function phonePosition(positioning: PhonePositioning): PositionSource {
  return {
    kind: 'phone',
    watch(tell, fail) {
      let isOver = false;
      let end: Undo = () => undefined;
      const hear = (said: PhonePlace | string) => {
        if (isOver) return;
        if (!isPlace(said)) return fail(troubleIn(said));
        const fix = fixOf(said.coords);
        if (fix) tell(fix, Math.round(said.timestamp));
        else fail('unavailable');
      };
      const begin = async () => {
        if (!(await positioning.mayKnow())) return hear('denied');
        if (isOver) return;
        const undo = await positioning.watch(hear);
        if (isOver) undo();
        else end = undo;
      };
      begin().catch((cause: unknown) =>
        hear(typeof cause === 'string' ? cause : Problem.from(cause).message),
      );
      return () => {
        isOver = true;
        end();
      };
    },
  };
}
