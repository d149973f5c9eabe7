import { expect, it } from 'vitest';
import { practiceReports, start } from './api/fake/reports';
import type { FieldChange, Happening, ObservationView } from './api/types';
import { happeningWords, isReversible } from './happening-words';
import { sv } from './text/sv';

const [report] = practiceReports() as [ObservationView];
const session = {
  now: start,
  clock: { zone: 'Europe/Stockholm', locale: 'sv-SE' },
  categories: { title: (code: string) => `<${code}>` },
  whereText: () => 'Nära Torget',
  word: (_: string, code: string) => `(${code})`,
} as unknown as Parameters<typeof happeningWords>[1];

const words = (happened: object) =>
  happeningWords(
    {
      at: start,
      received_at: start,
      doc: report.id,
      of: 'observation',
      op: 'x',
      role: 'coordinator',
      organisation_name: 'Samordningen',
      is_taken_back: false,
      ...happened,
    } as unknown as Happening,
    session,
    sv,
  );
const change = (field: string, old: unknown, now: unknown): FieldChange => ({
  field,
  old,
  new: now,
  is_unseen: false,
});

it('tells a change by what was and what is', () => {
  const changes = [
    change('severity', 1, 3),
    change('category', 'place.litter', 'fire'),
    change('note', 'klotter', null),
    change('certainty', null, 'traces'),
    change('position', null, { lon: 12.5, lat: 57.9, accuracy_m: 8, source: 'gps' }),
  ];
  expect(words({ happened: 'changed', changes })).toEqual([
    'Allvar: 1 av 4 → 3 av 4',
    'Kategori: <place.litter> → <fire>',
    'Text: klotter → inget',
    'Säkerhet: inget → (traces)',
    'Plats: inget → Nära Torget ±8 m',
  ]);
});

it('calls what the server approved automatic, and words that wait held', () => {
  const review = { state: 'approved' } as const;
  expect(words({ happened: 'reviewed', review, before: null, is_automatic: true })).toEqual([
    'Automatiskt granskad: godkänd',
  ]);
  expect(words({ happened: 'commented', text: '…' })[0]).toContain(sv.masking.withheld);
});

it('lets only decisions about which reports belong together be undone', () => {
  const is = (happened: string) => isReversible({ happened } as Happening);
  expect(['joined', 'left', 'merged_into', 'kept_apart', 'undone'].every(is)).toBe(true);
  expect(['reported', 'changed', 'commented', 'reviewed'].some(is)).toBe(false);
});
