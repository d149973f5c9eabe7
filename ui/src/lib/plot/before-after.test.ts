import { expect, it } from 'vitest';
import type { FollowUp } from '../api/types';
import { beforeAfterShape } from './before-after';

it('puts the start between the last bar before and the first after, and a short bar at its pace', () => {
  const bar = (weeks: number, events: number, is_after: boolean) => ({
    from: '2026-01-05',
    weeks,
    events,
    is_after,
  });
  const effect = {
    answer: 'figure',
    value: { expected: 8, low: 6, high: 12 },
  };
  const bars = [bar(4, 8, false), bar(4, 8, false), bar(4, 4, true), bar(2, 2, true)];
  const shape = beforeAfterShape({ bars, effect, after_weeks: 6 } as unknown as FollowUp, {
    width: 140,
    height: 80,
  });
  expect(shape.start).toBe(80);
  expect(shape.bars.map((it) => it.isAfter)).toEqual([false, false, true, true]);
  expect(shape.bars[3]?.height).toBeCloseTo(shape.bars[2]?.height ?? 0);
  expect(shape.band?.x).toBe(80);
  expect(shape.band?.y).toBeLessThan(shape.band?.middle ?? 0);
});
