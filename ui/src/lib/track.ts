// The line of a pass: which fixes are kept, where it was broken, and how far it goes. Pure. What lies
// between two ends of a gap is not known, so it counts neither as distance nor as coverage.
import type { Position, UtcMillis } from './api/types';
import { distance_m } from './geo';
import { minute } from './time';

export interface TrackPoint {
  at: UtcMillis;
  lon: number;
  lat: number;
  accuracy_m: number;
  /** Nothing was recorded before this one: a start, a pause, a killed app. */
  begins?: true;
}

/** Less sure than this says nothing of where somebody walked, metres. */
const unsure_m = 60;
/** Standing still a point is kept this often, so that a stop is no gap. */
const still_ms = minute;
/** Longer than this without a point is a gap. */
const gap_ms = 3 * minute;
/** Faster than this nobody on a pass moves, metres a second: the fix is wrong. */
const fastest_mps = 45;
/** So many points are kept: at one a minute of standing and one each 15 m of walking, a long night. */
const points_max = 4_000;

/** The line with one more fix, if it says something new: far enough for its accuracy, or long enough. */
export function extended(
  track: TrackPoint[],
  fix: Position,
  at: UtcMillis,
  begins: boolean,
): TrackPoint[] {
  const accuracy_m = fix.accuracy_m ?? Infinity;
  if (fix.source !== 'gps' || accuracy_m > unsure_m || track.length >= points_max) return track;
  const point: TrackPoint = { at, lon: fix.lon, lat: fix.lat, accuracy_m };
  const last = track.at(-1);
  if (!last || begins) return [...track, { ...point, begins: true }];
  const metres = distance_m(last, point);
  const ms = at - last.at;
  // Somebody set the clock back: what was before and what comes now are not one line.
  if (ms < -still_ms) return [...track, { ...point, begins: true }];
  if (ms <= 0 || metres / (ms / 1000) > fastest_mps) return track;
  const isFar = metres >= Math.max(15, accuracy_m);
  return isFar || ms >= still_ms ? [...track, point] : track;
}

/** Whether the line was broken at or after its point number `from`. */
export function isBroken(track: TrackPoint[], from: number): boolean {
  return track.some((point, i) => {
    const before = track[i - 1];
    return i >= from && before && (point.begins || point.at - before.at > gap_ms);
  });
}

export interface Leg {
  kind: 'walked' | 'gap';
  points: TrackPoint[];
  ms: number;
}

/** The line as legs: walked ones, and gaps between them. */
export function legs(track: TrackPoint[]): Leg[] {
  const found: Leg[] = [];
  let walked: TrackPoint[] = [];
  const close = () => {
    const [first] = walked;
    const last = walked.at(-1);
    if (first && last) found.push({ kind: 'walked', points: walked, ms: last.at - first.at });
    walked = [];
  };
  for (const point of track) {
    const last = walked.at(-1);
    if (last && (point.begins || point.at - last.at > gap_ms)) {
      close();
      found.push({ kind: 'gap', points: [last, point], ms: Math.max(0, point.at - last.at) });
    }
    walked.push(point);
  }
  close();
  return found;
}

/** Metres that were walked; steps shorter than the accuracy are standing still. */
export function walked_m(track: TrackPoint[]): number {
  let sum = 0;
  for (const { kind, points } of legs(track)) {
    if (kind === 'gap') continue;
    for (let i = 1; i < points.length; i += 1) {
      const [from, to] = [points[i - 1], points[i]];
      if (from && to) {
        const metres = distance_m(from, to);
        if (metres >= Math.min(15, to.accuracy_m)) sum += metres;
      }
    }
  }
  return sum;
}

const side_m = 100;
const degree_m = 111_320;

/** The 100 m squares that were walked through, with the time in each; a gap covers nothing. */
export function squares(track: TrackPoint[]): Map<string, number> {
  const found = new Map<string, number>();
  const add = (point: { lon: number; lat: number }, ms: number) => {
    const row = Math.floor((point.lat * degree_m) / side_m);
    const width = degree_m * Math.cos((((row + 0.5) * side_m) / degree_m / 180) * Math.PI);
    const key = `${Math.floor((point.lon * width) / side_m)},${row}`;
    found.set(key, (found.get(key) ?? 0) + ms);
  };
  for (const { kind, points } of legs(track)) {
    if (kind === 'gap') continue;
    const [only] = points;
    if (only && points.length === 1) add(only, 0);
    for (let i = 1; i < points.length; i += 1) {
      const [from, to] = [points[i - 1], points[i]];
      if (!from || !to) continue;
      const steps = Math.max(1, Math.ceil(distance_m(from, to) / (side_m / 4)));
      for (let step = 0; step < steps; step += 1) {
        const part = (step + 0.5) / steps;
        const lon = from.lon + (to.lon - from.lon) * part;
        const lat = from.lat + (to.lat - from.lat) * part;
        add({ lon, lat }, (to.at - from.at) / steps);
      }
    }
  }
  return found;
}
