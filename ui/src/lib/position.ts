// Where the reporter is. Sources only tell; nothing that saves a report ever waits for one.
import type { Position, UtcMillis } from './api/types';

export interface PositionSource {
  readonly kind: 'browser' | 'manual';
  /** Tell every fix, and the time that came with it, until the returned function is called. */
  watch(
    tell: (fix: Position, told: UtcMillis) => void,
    fail: (reason: 'denied' | 'unavailable') => void,
  ): () => void;
}

export function browserPosition(geolocation: Geolocation): PositionSource {
  return {
    kind: 'browser',
    watch(tell, fail) {
      const options = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 };
      const id = geolocation.watchPosition(
        ({ coords, timestamp }) => {
          const fix: Position = {
            lon: coords.longitude,
            lat: coords.latitude,
            accuracy_m: Math.max(0, Math.round(coords.accuracy)),
            source: 'gps',
          };
          tell(fix, Math.round(timestamp));
        },
        (error) => fail(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'),
        options,
      );
      return () => geolocation.clearWatch(id);
    },
  };
}

/** Nothing is known but what somebody points out on the map. */
export const manualPosition: PositionSource = {
  kind: 'manual',
  watch: () => () => undefined,
};

/** The desktop app has no positioning of its own; phones and browsers do. */
export function positionSource(shell: 'app' | 'browser'): PositionSource {
  const isPhone = /Android|iPhone|iPad/.test(navigator.userAgent);
  if (shell === 'app' && !isPhone) return manualPosition;
  return navigator.geolocation ? browserPosition(navigator.geolocation) : manualPosition;
}

/** Whether a later fix is worth an amendment: there was none, or it is clearly surer. */
export function isBetter(fix: Position, than: Position | null): boolean {
  if (!than) return true;
  if (than.source !== 'gps') return false;
  return (fix.accuracy_m ?? Infinity) < 0.7 * (than.accuracy_m ?? Infinity);
}
