import { expect, it } from 'vitest';
import { waited } from './ageing';
import { practiceReports, start } from './api/fake/reports';
import type { ObservationView, Review } from './api/types';

const hour = 3_600_000;
const [like] = practiceReports() as [ObservationView];
const after = (hours: number, review: Review = { state: 'new' }, answered = false) =>
  waited({ ...like, received_at: start, review, answered }, start + hours * hour);

it('counts whole days, and is late when a deputy sees it', () => {
  expect(after(23.9)).toEqual({ days: 0, age: 'fresh' });
  expect(after(24)).toEqual({ days: 1, age: 'waits' });
  expect(after(71.9)).toEqual({ days: 2, age: 'waits' });
  expect(after(72)).toEqual({ days: 3, age: 'late' });
});

it('does not wait for a person when it is decided, or the reporter has not answered', () => {
  expect(after(99, { state: 'approved' }).age).toBe('fresh');
  expect(after(99, { state: 'asked', question: 'Var?' }).age).toBe('fresh');
  expect(after(99, { state: 'asked', question: 'Var?' }, true).age).toBe('late');
});
