import { describe, expect, it } from 'vitest';
import type { CauseAnalysis, MeasureView, PrioritySlot } from './api/types';
import { placesInWork, stepAt } from './work-step';

const square = { key: 'torget', name: 'Torget', lon: 12.5331, lat: 57.9299, radius_m: 100 };
const far = { ...square, key: 'skolan', name: 'Skolan', lat: 57.95 };
const measure = (set: Partial<MeasureView>) =>
  ({
    place: square,
    status: 'done',
    is_evaluated: false,
    reviews: [],
    reopened: null,
    changed_at: 5,
    ...set,
  }) as unknown as MeasureView;
const cause = (set: Partial<CauseAnalysis>) =>
  ({ place: square, conclusion: null, changed_at: 3, ...set }) as unknown as CauseAnalysis;
const nothing = { priorities: [], causes: [], measures: [] };
const review = { weeks: 12 } as MeasureView['reviews'][number];

describe('how far the work at a place has come', () => {
  it.each([
    ['mapping', nothing],
    ['analysis', { ...nothing, causes: [cause({})] }],
    ['measures', { ...nothing, causes: [cause({ conclusion: 'short' })] }],
    ['mapping', { ...nothing, causes: [cause({ conclusion: 'none' })] }],
    ['measures', { ...nothing, causes: [cause({})], measures: [measure({ status: 'proposed' })] }],
    ['mapping', { ...nothing, measures: [measure({ status: 'cancelled' })] }],
    ['follow_up', { ...nothing, measures: [measure({ is_evaluated: true })] }],
    [
      'effect_review',
      {
        ...nothing,
        causes: [cause({})],
        measures: [measure({ is_evaluated: true, reviews: [review] })],
      },
    ],
    ['effect_review', { ...nothing, measures: [measure({})] }],
    [
      'measures',
      { ...nothing, measures: [measure({ reopened: { on: '2026-11-01', weeks: 26 } as never })] },
    ],
    // A new question after all was done begins the work anew.
    ['analysis', { ...nothing, causes: [cause({ changed_at: 9 })], measures: [measure({})] }],
  ] as const)('%s', (step, work) => {
    expect(stepAt(square, work as never)).toBe(step);
    expect(stepAt(far, work as never)).toBe('mapping');
  });

  it('says what people said of a priority area, whatever follows from the rest', () => {
    const area = { ...square, step: 'analysis' };
    const priorities = [{ slot: 1, area } as unknown as PrioritySlot];
    const work = { ...nothing, priorities, measures: [measure({ status: 'ongoing' })] };
    expect(stepAt(square, work)).toBe('analysis');
    const listed = placesInWork({ ...work, causes: [cause({ place: far })] });
    expect(listed.map((it) => [it.name, it.step, it.isPriority])).toEqual([
      ['Skolan', 'analysis', false],
      ['Torget', 'analysis', true],
    ]);
    expect(placesInWork({ ...nothing, causes: [cause({ conclusion: 'none' })] })).toEqual([]);
  });
});
