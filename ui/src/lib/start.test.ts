import { expect, test } from 'vitest';
import type { CauseAnalysis, EditionView, MeasureView } from './api/types';
import { counted, late, longList, newestFixed, partsOf, startsHere, toApprove } from './start';

const may =
  (...actions: string[]) =>
  (action: string) =>
    actions.includes(action);

test('each role begins with what is its own', () => {
  const steering = may('read_plan', 'read_editions', 'read_counts');
  const communications = may('read_editions', 'publish');
  expect(partsOf(steering)).toEqual(['late', 'plan', 'editions', 'long', 'duties']);
  expect(partsOf(communications)).toEqual(['approve', 'editions']);
  expect(startsHere(steering)).toBe(true);
  // Who only reads editions begins among them, who reviews in the queue, who reports on the phone.
  expect(startsHere(communications)).toBe(false);
  expect(startsHere(may('read_plan', 'read_all'))).toBe(false);
  expect(startsHere(may('read_plan', 'capture'))).toBe(false);
});

test('what is late begins with what is of the own organisation', () => {
  const measure = (organisation: string, due: string, is_overdue = true) =>
    ({ organisation, due, is_overdue, status: 'ongoing' }) as MeasureView;
  const all = [
    measure('Park', '2026-10-01'),
    measure('Fritid', '2026-11-01'),
    measure('Fritid', '2026-12-24', false),
    measure('Fritid', '2026-10-15'),
  ];
  expect(late(all, 'Fritid').map((it) => it.due)).toEqual([
    '2026-10-15',
    '2026-11-01',
    '2026-10-01',
  ]);
  expect(counted(all, 'Fritid')[2]).toEqual({ status: 'ongoing', all: 4, own: 3 });
});

test('only the newest version of an edition waits for approval', () => {
  const edition = (from: string, ...approved: (string | null)[]) =>
    ({ from, versions: approved.map((by) => ({ publication: by && { by } })) }) as EditionView;
  const all = [
    edition('2026-11-02', null, 'Kommunikationschef'),
    edition('2026-11-09', 'Kommunikationschef', null),
    edition('2026-11-16'),
  ];
  expect(newestFixed(all).map((it) => it.edition.from)).toEqual(['2026-11-09', '2026-11-02']);
  expect(toApprove(all).map((it) => it.edition.from)).toEqual(['2026-11-09']);
});

test('the long list holds what an analysis moved there', () => {
  const cause = (conclusion: string | null, changed_at: number) =>
    ({ conclusion, changed_at }) as CauseAnalysis;
  const told = longList([cause('long', 1), cause('short', 2), cause('long', 3), cause(null, 4)]);
  expect(told.map((it) => it.changed_at)).toEqual([3, 1]);
});
