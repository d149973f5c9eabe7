import { expect, it } from 'vitest';
import type { NamedPlace } from './api/types';
import { circle, distance_m, nearest } from './geo';

const place = (name: string, lon: number, lat: number, aliases: string[] = []): NamedPlace => ({
  name,
  aliases,
  kind: 'school',
  lon,
  lat,
  district: null,
});
const places = [
  place('Norra skolan', 12.53, 57.93),
  place('Stora torget', 12.5328, 57.9289, ['Torget']),
  place('Ånäs förskola', 12.55, 57.94),
];

it('measures a degree of latitude as 111 km', () => {
  expect(distance_m({ lon: 12, lat: 57 }, { lon: 12, lat: 58 })).toBeCloseTo(111_195, -1);
});

it('says no place rather than one far away', () => {
  expect(nearest(places, { lon: 12.53, lat: 57.9301 })?.name).toBe('Norra skolan');
  expect(nearest(places, { lon: 13.5, lat: 57.93 })).toBeNull();
});

it('draws a ring of the right radius', () => {
  for (const [lon, lat] of circle({ lon: 12.53, lat: 57.93 }, 34)) {
    expect(distance_m({ lon, lat }, { lon: 12.53, lat: 57.93 })).toBeCloseTo(34, 0);
  }
});
