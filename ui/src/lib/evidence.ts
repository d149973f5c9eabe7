// What there is to choose as evidence for a hypothesis: incidents and reports near the place, and the figure of it.
import type {
  DocId,
  IncidentRow,
  MeasurePlace,
  ObservationView,
  Study,
  StudyQuestion,
} from './api/types';
import { distance_m, type Point } from './geo';

/** What is chosen, as the document holds it. */
export type EvidenceOf =
  | { of: 'incident'; incident: DocId }
  | { of: 'observation'; observation: DocId }
  | { of: 'figure'; snapshot: string; question: StudyQuestion };

/** How far beyond the circle of the place something is still near it. */
const BESIDE_M = 150;
/** Most that is listed of each kind: who wants more looks in the queue. */
const MOST = 12;

type Placed = { position: Point | null };

/** Those near the place, the nearest first; all of them, as they came, where there is no place. */
export function near<T extends Placed>(all: T[], place: MeasurePlace | null): T[] {
  if (!place) return all.slice(0, MOST);
  const away = (it: T) => (it.position ? distance_m(it.position, place) : Infinity);
  return all
    .filter((it) => away(it) <= place.radius_m + BESIDE_M)
    .sort((a, b) => away(a) - away(b))
    .slice(0, MOST);
}

/** West, south, east, north around the place. */
export function boxAround(place: MeasurePlace): [number, number, number, number] {
  const lat = place.radius_m / 111_320;
  const lon = lat / Math.cos((place.lat * Math.PI) / 180);
  return [place.lon - lon, place.lat - lat, place.lon + lon, place.lat + lat];
}

/** The question of the figure: how many events at the place. */
export function figureQuestion(place: MeasurePlace | null, weeks = 52): StudyQuestion {
  return { part: 'trend', weeks, ...(place && { within: boxAround(place) }) };
}

/** What a choice is in the document: an incident, a report with its photos, or a figure as it was. */
export function evidenceOf(
  chosen: { incident: IncidentRow } | { report: ObservationView } | { figure: Study },
): EvidenceOf {
  if ('incident' in chosen) return { of: 'incident', incident: chosen.incident.incident };
  if ('report' in chosen) return { of: 'observation', observation: chosen.report.id };
  return { of: 'figure', snapshot: chosen.figure.snapshot, question: chosen.figure.question };
}
