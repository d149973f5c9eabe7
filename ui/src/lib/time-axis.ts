// A time as a bar on an axis: whole hours around it, few enough to read.
import type { When } from './api/types';
import { earliest, hour, latest, parts, type Clock } from './time';

export interface TimeAxis {
  /** Parts of the axis, 0–1. */
  from: number;
  to: number;
  /** Hours as two digits, evenly spread. */
  labels: string[];
}

export function timeAxis(when: When, clock: Clock): TimeAxis | null {
  if (when.kind === 'exact') return null;
  const [begins, ends] = [earliest(when), latest(when)];
  const step = Math.max(1, Math.ceil((ends - begins) / hour / 2)) * hour;
  const axisFrom = begins - (begins % hour) - step;
  const steps = Math.max(3, Math.ceil((ends - axisFrom) / step + 0.25));
  const span = steps * step;
  const two = (at: number) => String(parts(at, clock).hour).padStart(2, '0');
  return {
    from: (begins - axisFrom) / span,
    to: (ends - axisFrom) / span,
    labels: Array.from({ length: steps + 1 }, (_, i) => two(axisFrom + i * step)),
  };
}
