// The questions a store answers, asked of a list in memory.
import { distance_m } from '../../geo';
import { earliest, latest } from '../../time';
import type {
  AlreadyView,
  Count,
  DocId,
  ObservationView,
  PictureFilter,
  PicturePoints,
  PictureSummary,
} from '../types';

/** The stand-in has the catalogue that ships: a code begins with its tile. */
const tileOf = (code: string): string => code.split('.')[0] ?? code;

export function matching(all: ObservationView[], filter: PictureFilter): ObservationView[] {
  const words = filter.text?.toLocaleLowerCase('sv') ?? '';
  return all.filter((it) => {
    const at = latest(it.when);
    const { position } = it;
    const text = `${it.note ?? ''} ${it.place_name ?? ''}`.toLocaleLowerCase('sv');
    return (
      (filter.withdrawn || !it.withdrawn) &&
      (filter.from === undefined || at >= filter.from) &&
      (filter.to === undefined || at < filter.to) &&
      (!filter.categories?.length ||
        filter.categories.some((code) => code === it.category || code === tileOf(it.category))) &&
      (!filter.reviews?.length || filter.reviews.includes(it.review.state)) &&
      (filter.assigned === undefined || filter.assigned === it.assigned) &&
      (!filter.preparedness || it.preparedness) &&
      (filter.received_before === undefined ||
        (it.received_at ?? it.captured_at) < filter.received_before) &&
      (!filter.organisation || filter.organisation === it.organisation) &&
      text.includes(words) &&
      (!filter.within ||
        (position !== null &&
          position.lon >= filter.within[0] &&
          position.lat >= filter.within[1] &&
          position.lon <= filter.within[2] &&
          position.lat <= filter.within[3]))
    );
  });
}

export function pointsOf(found: ObservationView[]): PicturePoints {
  const codes: string[] = [];
  const points: PicturePoints = {
    ids: [],
    lon: [],
    lat: [],
    tiles: [],
    tile_codes: codes,
    approved: [],
    without_position: 0,
  };
  for (const { id, category, position, review } of found) {
    if (!position) {
      points.without_position += 1;
      continue;
    }
    const tile = tileOf(category);
    if (!codes.includes(tile)) codes.push(tile);
    points.ids.push(id);
    points.lon.push(position.lon);
    points.lat.push(position.lat);
    points.tiles.push(codes.indexOf(tile));
    points.approved.push(review.state === 'approved' ? 1 : 0);
  }
  return points;
}

function counted(keys: string[]): Count[] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].map(([key, count]) => ({ key, count })).sort((a, b) => b.count - a.count);
}

export function summaryOf(found: ObservationView[]): PictureSummary {
  const times = found.map((it) => latest(it.when));
  const placed = found.flatMap((it) => it.position ?? []);
  const edge = (pick: (...all: number[]) => number, of: 'lon' | 'lat') =>
    pick(...placed.map((it) => it[of]));
  return {
    total: found.length,
    incidents: new Set(found.map((it) => it.incident ?? it.id)).size,
    by_tile: counted(found.map((it) => tileOf(it.category))),
    by_review: counted(found.map((it) => it.review.state)),
    by_organisation: counted(found.map((it) => it.organisation_name)),
    by_assigned: counted(found.flatMap((it) => it.assigned ?? [])),
    first: times.length ? times.reduce((a, b) => Math.min(a, b)) : null,
    last: times.length ? times.reduce((a, b) => Math.max(a, b)) : null,
    without_position: found.length - placed.length,
    extent: placed.length
      ? [edge(Math.min, 'lon'), edge(Math.min, 'lat'), edge(Math.max, 'lon'), edge(Math.max, 'lat')]
      : null,
  };
}

/** The rule of *Redan rapporterat?* with what the stand-in has: one tile and fourteen hours. */
export function alreadyIn(all: ObservationView[], id: DocId): AlreadyView[] {
  const own = all.find((it) => it.id === id);
  if (!own?.position) return [];
  const { position } = own;
  return all
    .filter((it) => it.id !== id && it.position && it.withdrawn === null)
    .filter((it) => it.organisation !== own.organisation)
    .filter((it) => it.category.split('.')[0] === own.category.split('.')[0])
    .map((observation) => ({
      observation,
      distance_m: observation.position ? distance_m(observation.position, position) : Infinity,
      within_m: 75 + (position.accuracy_m ?? 25) + (observation.position?.accuracy_m ?? 25),
      minutes: Math.max(0, Math.round((earliest(own.when) - latest(observation.when)) / 60_000)),
      is_same_category: observation.category === own.category,
      sources: 2,
    }))
    .filter((it) => it.distance_m <= it.within_m && it.minutes <= 14 * 60)
    .sort((a, b) => a.distance_m - b.distance_m);
}

/** A question that waits; in the stand-in all of them have waited long enough for the organisation. */
export const isForOrganisation = (it: ObservationView): boolean =>
  it.review.state === 'asked' && !it.answered && !it.withdrawn;
