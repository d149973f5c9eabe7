import { expect, it } from 'vitest';
import { timeAxis } from './time-axis';

const clock = { zone: 'Europe/Stockholm', locale: 'sv-SE' };

it('holds the whole interval with room on both sides', () => {
  const from = Date.parse('2026-11-22T21:50:00Z');
  const axis = timeAxis({ kind: 'interval', from, to: from + 204 * 60_000 }, clock);
  expect(axis?.from).toBeGreaterThan(0);
  expect(axis?.to).toBeLessThan(1);
  expect(axis?.labels).toEqual(['20', '22', '00', '02', '04']);
});

it('draws no bar for a moment', () => {
  expect(timeAxis({ kind: 'exact', at: 1 }, clock)).toBeNull();
});
