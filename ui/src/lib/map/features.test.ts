import { expect, it } from 'vitest';
import type { PicturePoints } from '../api/types';
import { accuracyRing, extent, shares, shortCount, toFeatures } from './features';

const points: PicturePoints = {
  ids: ['a', 'b', 'c'] as unknown as PicturePoints['ids'],
  lon: [12.53, 12.54, 12.5],
  lat: [57.93, 57.92, 57.95],
  tiles: [1, 0, 1],
  tile_codes: ['fire', 'theft'],
  approved: [0, 1, 0],
  without_position: 2,
};

it('keeps every point with its tile and whether it is approved', () => {
  const { features } = toFeatures(points);
  expect(features.map((it) => it.properties)).toEqual([
    { id: 'a', tile: 'theft', approved: 0 },
    { id: 'b', tile: 'fire', approved: 1 },
    { id: 'c', tile: 'theft', approved: 0 },
  ]);
  expect(features[1]?.geometry.coordinates).toEqual([12.54, 57.92]);
});

it('draws a tile that nobody knows as "other" and loses no point', () => {
  const odd = { ...points, tiles: [9, 0, 1] };
  expect(toFeatures(odd).features.map((it) => it.properties.tile)).toEqual([
    'other',
    'fire',
    'theft',
  ]);
});

it('divides the circle by the counts, largest first, and closes it', () => {
  const arcs = shares({ fire: 1, theft: 3, calm: 0 }, ['fire', 'theft', 'calm']);
  expect(arcs.map((it) => [it.tile, it.from, it.to])).toEqual([
    ['theft', 0, 0.75],
    ['fire', 0.75, 1],
  ]);
});

it('holds all points in the box, and has none for nothing', () => {
  expect(extent(points)).toEqual([12.5, 57.92, 12.54, 57.95]);
  expect(extent({ ...points, ids: [], lon: [], lat: [] })).toBeNull();
});

it('draws no ring for a place pointed out by hand', () => {
  expect(accuracyRing({ lon: 12, lat: 57, source: 'map' }).features).toEqual([]);
});

it('writes large numbers short', () => {
  expect([4, 999, 1000, 8612, 62_245].map(shortCount)).toEqual(['4', '999', '1,0k', '8,6k', '62k']);
});

it('turns 62,000 points into as many features', () => {
  const many = 62_000;
  const row = <T>(make: (i: number) => T) => Array.from({ length: many }, (_, i) => make(i));
  const all: PicturePoints = {
    ids: row((i) => `${i}` as PicturePoints['ids'][number]),
    lon: row((i) => 12 + i / many),
    lat: row((i) => 57 + i / many),
    tiles: row((i) => i % 2),
    tile_codes: ['fire', 'theft'],
    approved: row(() => 0),
    without_position: 0,
  };
  expect(toFeatures(all).features).toHaveLength(many);
});
