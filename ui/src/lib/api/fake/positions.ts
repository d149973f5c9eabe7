// Positioning that does what a stage asks for: refused, off, silent, made up, or a log that is walked again.
import { fixOf, manualPosition, type PositionSource, type PositionTrouble } from '../../position';
import { heardIn } from './nmea';

const square = { longitude: 12.53262, latitude: 57.92935 };
/** Between two fixes. */
const pace_ms = 700;

function simulated(watch: PositionSource['watch']): PositionSource {
  return { kind: 'simulated', watch };
}

function troubled(reason: PositionTrouble): PositionSource {
  return simulated((_, fail) => {
    fail(reason);
    return () => undefined;
  });
}

function once(accuracy: number, mock: boolean): PositionSource {
  return simulated((tell) => {
    const fix = fixOf({ ...square, accuracy, mock });
    if (fix) tell(fix, Date.now());
    return () => undefined;
  });
}

/** A log told at its own order, one fix after another, the first at once. */
export function walkedAgain(log: string): PositionSource {
  return {
    kind: 'nmea',
    watch(tell) {
      const left = heardIn(log);
      const next = () => {
        const heard = left.shift();
        const fix = heard && fixOf(heard);
        if (fix) tell(fix, Date.now() - (Date.now() % 86_400_000) + heard.ofDay);
      };
      next();
      const timer = setInterval(next, pace_ms);
      return () => clearInterval(timer);
    },
  };
}

/** A receiver that becomes surer over three seconds, at the square of the practice town. */
export const becomingSurer = [
  '$GPGGA,071158.00,5755.761,N,01231.957,E,1,04,14.0,71.0,M,38.0,M,,*62',
  '$GPGGA,071200.00,5755.758,N,01231.960,E,1,05,9.0,70.0,M,38.0,M,,*5E',
  '$GPGGA,071202.00,5755.761,N,01231.957,E,1,07,4.0,69.0,M,38.0,M,,*55',
  '$GPGGA,071204.00,5755.761,N,01231.957,E,1,09,1.4,69.0,M,38.0,M,,*5C',
].join('\r\n');

/** The positioning of a stage; none where the page's browser is to tell. */
export function positionsOf(stage: string | null): PositionSource | null {
  switch (stage) {
    case 'denied':
    case 'off':
    case 'unavailable':
      return troubled(stage);
    case 'silent':
      return simulated(() => () => undefined);
    case 'mock':
      return once(12, true);
    case 'weak':
      return once(900, false);
    case 'nmea':
      return walkedAgain(becomingSurer);
    case 'manual':
      return manualPosition;
    default:
      return null;
  }
}
