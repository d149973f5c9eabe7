// Which measures go on at a line of the place list.
import type { MeasureView, PlaceRow } from './api/types';
import { distance_m } from './geo';

/** The place list counts what lies so many metres from a place. */
export const place_m = 100;

/** The ongoing measures that were made for the place, or whose circle reaches it. */
export function ongoingAt(
  row: Pick<PlaceRow, 'key' | 'lon' | 'lat'>,
  measures: MeasureView[],
): MeasureView[] {
  return measures.filter(
    ({ status, place }) =>
      status === 'ongoing' &&
      place !== null &&
      (place.key === row.key || distance_m(place, row) <= place.radius_m + place_m),
  );
}
