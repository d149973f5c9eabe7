// What a phone makes of *Veckans brief* by itself: the nearest places first, the busiest hours, its age.
import type { Briefing, NamedPlace, PlaceFigure } from './api/types';
import { distance_m, type Point } from './geo';

export interface NearPlace {
  place: PlaceFigure;
  /** Metres from here; null where here or the place is not known. */
  away_m: number | null;
}

/** The brief tells places by name only; where they lie, the phone knows from its own list. */
export function nearFirst(
  places: PlaceFigure[],
  known: NamedPlace[],
  here: Point | null,
): NearPlace[] {
  const found = places.map((place) => {
    const at = known.find((it) => it.name === place.name.sv);
    return { place, away_m: at && here ? distance_m(at, here) : null };
  });
  // Those that are not known keep their order, last.
  return found.sort((a, b) => (a.away_m ?? Infinity) - (b.away_m ?? Infinity) || 0);
}

/** Row and column of the hours with the most; null where that is withheld or nothing stands out. */
export function busiest(hours: Briefing['hours']): [number, number] | null {
  const cells = hours.flatMap((row, y) => row.map((count, x) => ({ count: count ?? 0, x, y })));
  cells.sort((a, b) => b.count - a.count);
  const [first, second] = cells;
  if (!first || first.count === 0 || first.count === second?.count) return null;
  return [first.y, first.x];
}

const long_ms = 14 * 86_400_000;

/** Whether its last day lies so far back that the reader should know. */
export function isOld(briefing: Briefing, now: number): boolean {
  return now - Date.parse(`${briefing.until}T12:00Z`) > long_ms;
}
