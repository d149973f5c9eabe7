import { expect, it } from 'vitest';
import type { TrendWeek } from '../api/types';
import { busiest, foldParts, hourSquares } from './hours';
import { roundUp, trendShape } from './trend';

const week = (weights: Record<string, number> = {}) =>
  Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => weights[`${day} ${hour}`] ?? 0),
  );

it('draws the busiest hour as large as its cell and an empty one not at all', () => {
  const squares = hourSquares(week({ '4 22': 8, '5 1': 2 }), 20);
  const side = (day: number, hour: number) =>
    squares.find((it) => it.day === day && it.hour === hour)?.side;
  expect(squares).toHaveLength(168);
  expect(side(4, 22)).toBe(17);
  expect(side(5, 1)).toBe(8.5);
  expect(side(0, 0)).toBe(0);
});

it('an empty week has no size that is not a number', () => {
  expect(hourSquares(week(), 20).every((it) => it.side === 0)).toBe(true);
});

it('folds the hours into parts without losing any', () => {
  const told = week({ '4 22': 3, '5 23': 5 });
  expect(foldParts(told)).toEqual([
    [0, 0, 0, 3],
    [0, 0, 0, 5],
  ]);
  expect(busiest(told)).toEqual({ isWeekend: true, part: 3, weight: 5 });
});

const at = (n: number, part: Partial<TrendWeek> = {}): TrendWeek => ({
  monday: `2026-01-${String(5 + 7 * n).padStart(2, '0')}`,
  events: n,
  bound: null,
  is_alarm: false,
  is_break: false,
  began: [],
  ended: [],
  ...part,
});

it('keeps every bar inside the drawing and marks what lies in the window', () => {
  const shape = trendShape([at(0), at(1), at(2), at(3)], '2026-01-19', { width: 100, height: 50 });
  for (const bar of shape.bars) {
    expect(bar.y).toBeGreaterThanOrEqual(0);
    expect(bar.y + bar.height).toBeCloseTo(50);
  }
  expect(shape.bars.map((it) => it.isInside)).toEqual([false, false, true, true]);
});

it('breaks the line of the bound where there is none', () => {
  const weeks = [at(0), at(1, { bound: 3 }), at(2), at(3, { bound: 3 })];
  expect(trendShape(weeks, '', { width: 100, height: 50 }).bound.match(/M/g)).toHaveLength(2);
});

it('rounds the axis up to a round number', () => {
  expect([3, 7, 11, 34, 180].map(roundUp)).toEqual([5, 10, 20, 50, 200]);
});
