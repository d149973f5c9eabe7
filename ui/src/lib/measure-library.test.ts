import { expect, test } from 'vitest';
import type { LibraryEntry, Municipality } from './api/types';
import { entriesOf, measureLibrary } from './measure-library';
import { sv } from './text/sv';

test("a municipality's own entries come before those that ship", () => {
  const label = { sv: 'Eget', en: 'Own' };
  const own: LibraryEntry = {
    code: 'x-eget',
    measure_type: 'lighting',
    title: label,
    evidence: 'little',
    note: label,
    sources: [],
  };
  const all = measureLibrary({ measures: [own] } as unknown as Municipality);
  const lighting = entriesOf(all, 'lighting');
  expect(lighting[0]).toBe(own);
  expect(lighting.map((it) => it.code)).toContain('battre-belysning');
  expect(entriesOf(measureLibrary(null), 'other')).toEqual([]);
});

test('every entry is of a kind and a strength of evidence that have words', () => {
  for (const entry of measureLibrary(null)) {
    expect(sv.plan.types[entry.measure_type]).toBeTruthy();
    expect(sv.plan.evidence[entry.evidence]).toBeTruthy();
  }
});
