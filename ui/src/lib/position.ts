// Where the reporter is. Sources only tell; nothing that saves a report ever waits for one.
import type { Backend, Undo } from './api/backend';
import type { Position, UtcMillis } from './api/types';

/** Why there is no position; each has its words in the text catalogue. */
export type PositionTrouble =
  /** The person or the device's settings do not let this app or page know. */
  | 'denied'
  /** Positioning is switched off on the device. */
  | 'off'
  /** The device tried and cannot tell here. */
  | 'unavailable'
  /** Nothing has come for a while; the device goes on trying. */
  | 'timeout';

export type Tell = (fix: Position, told: UtcMillis) => void;
export type Fail = (reason: PositionTrouble) => void;

export interface PositionSource {
  readonly kind: 'phone' | 'browser' | 'manual' | 'nmea' | 'simulated';
  /** Tell every fix, and the time that came with it, until the returned function is called. */
  watch(tell: Tell, fail: Fail): Undo;
}

/** What browsers and the phones' plugin call a place: degrees WGS 84, metres. */
export interface Coordinates {
  longitude: number;
  latitude: number;
  accuracy: number;
  /** The phone's own word that an app made the position up. */
  mock?: boolean;
}

/** A fix, or nothing where the device says itself that the numbers mean nothing. */
export function fixOf({ longitude, latitude, accuracy, mock }: Coordinates): Position | null {
  const isOnEarth = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;
  // iOS calls a position that it does not believe in negative.
  if (!isOnEarth || accuracy < 0) return null;
  const sure = Number.isFinite(accuracy) ? { accuracy_m: Math.round(accuracy) } : {};
  return {
    lon: longitude,
    lat: latitude,
    ...sure,
    source: 'gps',
    // Kept and shown, never a reason to refuse.
    ...(mock ? { mock } : {}),
  };
}

const reasons: Record<number, PositionTrouble> = { 1: 'denied', 3: 'timeout' };

export function browserPosition(
  geolocation: Geolocation,
  permissions?: Pick<Permissions, 'query'>,
): PositionSource {
  return {
    kind: 'browser',
    watch(tell, fail) {
      const options = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 };
      const watch = () =>
        geolocation.watchPosition(
          ({ coords, timestamp }) => {
            const fix = fixOf(coords);
            if (fix) tell(fix, Math.round(timestamp));
            else fail('unavailable');
          },
          ({ code }) => fail(reasons[code] ?? 'unavailable'),
          options,
        );
      let id = watch();
      let status: PermissionStatus | null = null;
      let isOver = false;
      // Who was refused is not asked again by the browser; who allows it later is.
      void permissions?.query({ name: 'geolocation' }).then(
        (found) => {
          if (isOver) return;
          status = found;
          found.onchange = () => {
            geolocation.clearWatch(id);
            if (found.state === 'denied') fail('denied');
            else id = watch();
          };
        },
        () => undefined,
      );
      return () => {
        isOver = true;
        if (status) status.onchange = null;
        geolocation.clearWatch(id);
      };
    },
  };
}

/** Nothing is known but what somebody points out on the map: a computer has no positioning. */
export const manualPosition: PositionSource = {
  kind: 'manual',
  watch: () => () => undefined,
};

/** The shell's own positioning where it has one, else what the page's browser can tell. */
export function positionSource(backend: Pick<Backend, 'positions'>): PositionSource {
  const own = backend.positions();
  if (own) return own;
  const { geolocation, permissions } = navigator;
  return geolocation ? browserPosition(geolocation, permissions) : manualPosition;
}

/** Whether a later fix is worth an amendment: there was none, or it is clearly surer. */
export function isBetter(fix: Position, than: Position | null): boolean {
  if (!than) return true;
  if (than.source !== 'gps') return false;
  return (fix.accuracy_m ?? Infinity) < 0.7 * (than.accuracy_m ?? Infinity);
}
