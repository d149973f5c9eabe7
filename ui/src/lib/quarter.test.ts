import { expect, it } from 'vitest';
import { quarterOf } from './quarter';

it.each([
  ['2026-01-01', '2026-Q1'],
  ['2026-03-31', '2026-Q1'],
  ['2026-04-01', '2026-Q2'],
  ['2026-12-31', '2026-Q4'],
])('%s lies in %s', (day, quarter) => expect(quarterOf(day)).toBe(quarter));
