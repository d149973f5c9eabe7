import { expect, it } from 'vitest';
import type { MeasureView } from './api/types';
import { ongoingAt } from './place-measures';

const row = { key: 'Torget', lon: 12.5335, lat: 57.93 };
const metre = 1 / 111_195;
const measure = (status: string, key: string, north_m: number, radius_m = 50) =>
  ({
    title: key,
    status,
    place: { key, name: key, lon: row.lon, lat: row.lat + north_m * metre, radius_m },
  }) as unknown as MeasureView;

it('goes on where it was made for the place, or reaches it', () => {
  const measures = [
    measure('ongoing', 'Torget', 900),
    measure('ongoing', 'Parken', 140),
    measure('ongoing', 'Skolan', 160),
    measure('ongoing', 'Stationen', 290, 200),
    measure('done', 'Torget', 0),
    measure('proposed', 'Torget', 0),
    { ...measure('ongoing', 'Ingenstans', 0), place: null } as MeasureView,
  ];
  const titles = ongoingAt(row, measures).map(({ place }) => place?.name);
  expect(titles).toEqual(['Torget', 'Parken', 'Stationen']);
});
