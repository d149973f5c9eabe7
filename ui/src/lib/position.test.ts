// What a browser tells of where and when, and how it reaches the engine's clocks.
import { expect, it } from 'vitest';
import { browserPosition } from './position';
import { Whereabouts } from './state/whereabouts.svelte';

const told = 1_764_000_000_123.4;

/** A browser that has one position to tell. */
function geolocation(): Geolocation {
  const coords = { longitude: 12.5335, latitude: 57.93, accuracy: 7.6 };
  return {
    watchPosition: (tell: PositionCallback) => {
      tell({ coords, timestamp: told } as GeolocationPosition);
      return 1;
    },
    clearWatch: () => undefined,
  } as unknown as Geolocation;
}

it('hands on the time that came with a position', () => {
  const heard: number[] = [];
  const where = new Whereabouts(browserPosition(geolocation()), (at) => heard.push(at));
  where.start();
  expect(heard).toEqual([1_764_000_000_123]);
  expect(where.fix).toEqual({ lon: 12.5335, lat: 57.93, accuracy_m: 8, source: 'gps' });
});
