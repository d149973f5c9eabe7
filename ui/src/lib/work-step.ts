// How far the work at a place has come, by the five steps: what people said of a priority area, else what follows from
// its measures and cause analyses.
import type { CauseAnalysis, MeasurePlace, MeasureView, PrioritySlot, WorkStep } from './api/types';
import { distance_m } from './geo';
import { place_m } from './place-measures';

export const workSteps: WorkStep[] = [
  'mapping',
  'analysis',
  'measures',
  'follow_up',
  'effect_review',
];

/** What is known of the work, everywhere. */
export interface Work {
  priorities: PrioritySlot[];
  causes: CauseAnalysis[];
  measures: MeasureView[];
}

/** A place with the point that its lines are found by. */
export interface At {
  key: string;
  lon: number;
  lat: number;
}

/** A place where something has been begun. */
export interface WorkAt extends At {
  name: string;
  step: WorkStep;
  isPriority: boolean;
}

const reaches = (place: MeasurePlace | null, at: At) =>
  place !== null && (place.key === at.key || distance_m(place, at) <= place.radius_m + place_m);

/** How far it has come there; *Kartläggning* where nothing was begun. */
export function stepAt(at: At, { priorities, causes, measures }: Work): WorkStep {
  const said = priorities.find((it) => it.area.key === at.key);
  if (said) return said.area.step;
  const here = measures.filter((it) => it.status !== 'cancelled' && reaches(it.place, at));
  if (here.some((it) => it.status !== 'done' || it.reopened !== null)) return 'measures';
  if (here.some((it) => it.is_evaluated && it.reviews.length === 0)) return 'follow_up';
  const why = causes.filter((it) => reaches(it.place, at) && it.conclusion !== 'none');
  const latest = Math.max(0, ...here.map((it) => it.changed_at));
  const anew = why.filter((it) => it.changed_at > latest);
  if (anew.some((it) => it.conclusion === 'short')) return 'measures';
  if (anew.length > 0) return 'analysis';
  return here.length > 0 ? 'effect_review' : 'mapping';
}

/** Every place where something has been begun, the steps in their order, by name within each. */
export function placesInWork(work: Work): WorkAt[] {
  const places = new Map<string, Omit<WorkAt, 'step'>>();
  const begun = [...work.measures.filter((it) => it.status !== 'cancelled'), ...work.causes];
  for (const { place } of begun) {
    if (place) places.set(place.key, { ...place, isPriority: false });
  }
  for (const { area } of work.priorities) places.set(area.key, { ...area, isPriority: true });
  const order = (it: WorkAt) => workSteps.indexOf(it.step);
  return [...places.values()]
    .map(({ key, name, lon, lat, isPriority }) => {
      const at = { key, lon, lat };
      return { ...at, name, isPriority, step: stepAt(at, work) };
    })
    .filter((it) => it.isPriority || it.step !== 'mapping')
    .sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name, 'sv'));
}
