// How long a report has waited for a person, in whole days; colour and words go together.
import type { ObservationView, UtcMillis } from './api/types';
import { day } from './time';

/** After so many days a deputy sees it. */
export const deputyDays = 3;
export type Age = 'fresh' | 'waits' | 'late';

export interface Waited {
  days: number;
  age: Age;
}

/** Waits: nobody has decided, and no answer is waited for that the reporter has not given. */
export function waited(report: ObservationView, now: UtcMillis): Waited {
  const { state } = report.review;
  const isOpen =
    state === 'new' || state === 'under_review' || (state === 'asked' && report.answered);
  const since = report.received_at ?? report.captured_at;
  const days = isOpen ? Math.max(0, Math.floor((now - since) / day)) : 0;
  return { days, age: days === 0 ? 'fresh' : days < deputyDays ? 'waits' : 'late' };
}
