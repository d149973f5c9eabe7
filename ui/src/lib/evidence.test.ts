import { expect, test } from 'vitest';
import type { IncidentRow, MeasurePlace, Name, ObservationView, Study } from './api/types';
import { boxAround, evidenceOf, figureQuestion, near } from './evidence';

const place: MeasurePlace = {
  key: 'Torget' as Name,
  name: 'Torget' as Name,
  lon: 12.53,
  lat: 57.93,
  radius_m: 100,
};
const at = (name: string, lat: number | null) => ({
  name,
  position: lat === null ? null : { lon: 12.53, lat },
});

test('what is near the place is listed, the nearest first', () => {
  const all = [at('beside', 57.932), at('there', 57.9301), at('far', 57.95), at('nowhere', null)];
  expect(near(all, place).map((it) => it.name)).toEqual(['there', 'beside']);
  // A pattern without a place: everything there is.
  expect(near(all, null)).toHaveLength(4);
});

test('the figure is asked of a box around the circle', () => {
  const [west, south, east, north] = boxAround(place);
  expect(north - south).toBeCloseTo(200 / 111_320, 6);
  expect(east - west).toBeGreaterThan(north - south);
  expect(figureQuestion(place)).toMatchObject({
    part: 'trend',
    weeks: 52,
    within: [west, south, east, north],
  });
  expect(figureQuestion(null)).toEqual({ part: 'trend', weeks: 52 });
});

test('each choice becomes what the document holds of it', () => {
  const incident = { incident: 'i' } as IncidentRow;
  const report = { id: 'o' } as ObservationView;
  const figure = { snapshot: 'abc', question: { part: 'trend' } } as Study;
  expect(evidenceOf({ incident })).toEqual({ of: 'incident', incident: 'i' });
  expect(evidenceOf({ report })).toEqual({ of: 'observation', observation: 'o' });
  expect(evidenceOf({ figure })).toEqual({
    of: 'figure',
    snapshot: 'abc',
    question: { part: 'trend' },
  });
});
