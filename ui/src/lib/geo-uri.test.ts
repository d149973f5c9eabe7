import { expect, it } from 'vitest';
import { placeIn } from './geo-uri';

it('reads the place, its name and how sure it is, latitude first', () => {
  expect(placeIn('geo:57.92935,12.53262;u=5?q=S%C3%B6dra%20entr%C3%A9n')).toEqual({
    position: { lon: 12.53262, lat: 57.92935, accuracy_m: 5, source: 'checkpoint' },
    name: 'Södra entrén',
  });
  expect(placeIn('GEO:57.9,12.5,80?q=57.9,12.5(Port 3)')).toEqual({
    position: { lon: 12.5, lat: 57.9, source: 'checkpoint' },
    name: 'Port 3',
  });
  expect(placeIn(' geo:-33.8,-70.6 ')?.name).toBeNull();
});

it("reads the app's own link, as a phone's system hands it on from a tag", () => {
  expect(placeIn('lagesbild://plats/57.92935,12.53262;u=5?q=S%C3%B6dra%20entr%C3%A9n')).toEqual({
    position: { lon: 12.53262, lat: 57.92935, accuracy_m: 5, source: 'checkpoint' },
    name: 'Södra entrén',
  });
  expect(placeIn('lagesbild://anslut#https://example.org')).toBeNull();
});

it.each([
  'https://example.org',
  'geo:',
  'geo:57.9',
  'geo:,12.5',
  'geo:97.9,12.5',
  'geo:57.9,190',
  'geo:a,b',
  'geo:6423581,353942;crs=epsg3006',
])('takes %s for no place', (read) => {
  expect(placeIn(read)).toBeNull();
});
