// Distances on the ground, and the place in words. Degrees WGS 84, longitude before latitude.
import type { NamedPlace } from './api/types';

export interface Point {
  lon: number;
  lat: number;
}

const earth_m = 6_371_008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres between two points, by the haversine formula on the mean sphere. */
export function distance_m(a: Point, b: Point): number {
  const h =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * earth_m * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** 210 m, 1,4 km. */
export function distanceText(metres: number, locale: string): string {
  if (metres < 1000) return `${Math.round(metres / 10) * 10} m`;
  const km = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(metres / 1000);
  return `${km} km`;
}

/** The nearest named place within `limit_m`, if any. */
export function nearest(places: NamedPlace[], at: Point, limit_m = 250): NamedPlace | null {
  let best: NamedPlace | null = null;
  let shortest = limit_m;
  for (const place of places) {
    const metres = distance_m(place, at);
    if (metres <= shortest) [best, shortest] = [place, metres];
  }
  return best;
}

/** A circle on the ground as a ring of points, for accuracy. */
export function circle(centre: Point, radius_m: number, steps = 48): [number, number][] {
  const dLat = (radius_m / earth_m) * (180 / Math.PI);
  const dLon = dLat / Math.cos(radians(centre.lat));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / steps;
    return [centre.lon + dLon * Math.cos(angle), centre.lat + dLat * Math.sin(angle)];
  });
}
