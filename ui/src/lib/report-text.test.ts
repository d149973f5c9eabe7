import { expect, it } from 'vitest';
import type { Observation } from './api/types';
import { reportText } from './report-text';
import { sv } from './text/sv';

const session = {
  categories: { title: () => 'Skadegörelse: klotter' },
  word: (_: string, code: string | null) => (code === 'seen_myself' ? 'Sett själv' : ''),
  whereText: (report: { place_name: string | null }, none: string) => report.place_name ?? none,
  clock: { zone: 'Europe/Stockholm', locale: 'sv-SE' },
} as unknown as Parameters<typeof reportText>[1];

const said = {
  id: '01a2',
  category: 'vandalism.graffiti',
  when: { kind: 'exact', at: Date.UTC(2026, 10, 22, 1, 30) },
  position: { lon: 12.53351, lat: 57.93, accuracy_m: 8.4, source: 'gnss' },
  place_name: 'Torget',
  certainty: 'seen_myself',
  size_band: null,
  action_taken: null,
  note: 'Hela gaveln',
  reference: 'B-1204',
} as unknown as Observation;

it('says what, when, where and who saw, a line each, and leaves out what nobody said', () => {
  expect(reportText(said, session, sv).split('\n')).toEqual([
    'Vad: Skadegörelse: klotter',
    'När: 2026-11-22 02:30',
    'Var: Torget',
    'Läge: 57.93000, 12.53351 (WGS 84) ±8 m',
    'Säkerhet: Sett själv',
    'Anteckning: Hela gaveln',
    'Eget nummer: B-1204',
    'Rapport: 01a2',
  ]);
});

it('keeps an interval an interval, and a missing place missing', () => {
  const when = { kind: 'interval', from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 25, 2) };
  const it = { ...said, when, position: null, place_name: null } as unknown as Observation;
  const lines = reportText(it, session, sv).split('\n');
  expect(lines[1]).toBe('När: mellan 2026-10-25 00:00 och 2026-10-25 03:00');
  expect(lines[2]).toBe('Var: Plats saknas');
  expect(lines.some((line) => line.startsWith('Läge'))).toBe(false);
});
