import { expect, it } from 'vitest';
import type { Briefing, NamedPlace, PlaceFigure } from './api/types';
import { busiest, isOld, nearFirst } from './briefing';

const place = (sv: string) => ({ key: sv, name: { sv, en: sv } }) as unknown as PlaceFigure;
const known = [
  { name: 'Torget', lon: 12.53, lat: 57.93 },
  { name: 'Bron', lon: 12.54, lat: 57.93 },
] as unknown as NamedPlace[];
const all = [place('Torget'), place('Okänd'), place('Bron')];
const names = (here: { lon: number; lat: number } | null) =>
  nearFirst(all, known, here).map(({ place: it }) => it.name.sv);

it('puts the nearest place first and what lies nowhere last', () => {
  expect(names({ lon: 12.541, lat: 57.93 })).toEqual(['Bron', 'Torget', 'Okänd']);
});

it('keeps the order of the brief where nobody knows where the phone is', () => {
  expect(names(null)).toEqual(['Torget', 'Okänd', 'Bron']);
});

it('names the busiest hours only where they stand out', () => {
  expect(
    busiest([
      [1, 2, 3, 4],
      [9, null, 0, 5],
    ]),
  ).toEqual([1, 0]);
  expect(busiest([[4, 4, 0, 0]])).toBeNull();
  expect(busiest([[null, null]])).toBeNull();
  expect(busiest([])).toBeNull();
});

it('is old two weeks after its last day', () => {
  const briefing = { until: '2026-11-08' } as unknown as Briefing;
  expect(isOld(briefing, Date.UTC(2026, 10, 21))).toBe(false);
  expect(isOld(briefing, Date.UTC(2026, 10, 24))).toBe(true);
});
