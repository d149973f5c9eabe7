import { expect, test } from 'vitest';
import type { Deadline, DocId, MeasureView, Meeting, Municipality } from './api/types';
import { agreementState, directions, documentState, duties, isHeld } from './organisation';

const today = '2026-11-23';
const agreement = (valid_from: string | null, valid_to: string | null) => ({
  organisation: 'Vaktbolaget',
  valid_from,
  valid_to,
  reference: null,
});
const coordinator = {
  code: 'samordnare',
  name: 'Samordnare',
  organisation: 'Kontoret',
  member_of: [],
  role: 'coordinator',
  mandate: 'Kallar.',
  decides: [],
  deputy: null,
  valid_from: null,
  valid_to: null,
  is_coordinator: true,
};
const deadline = { code: 'plan', due: 'late', due_on: '2026-06-17' } as Deadline;

test('an agreement is kept, ends soon, has ended, or is missing', () => {
  expect(agreementState(agreement('2025-01-01', null), today)).toBe('kept');
  expect(agreementState(agreement('2025-01-01', '2027-12-31'), today)).toBe('kept');
  expect(agreementState(agreement('2025-01-01', '2027-01-15'), today)).toBe('soon');
  expect(agreementState(agreement('2025-01-01', '2026-11-22'), today)).toBe('late');
  expect(agreementState(agreement(null, null), today)).toBe('unknown');
});

test('what the law asks for is told in its order, the worst agreement first', () => {
  const municipality = {
    bodies: [{ code: 'bra', name: 'Rådet', parent: null, is_council: true, note: null }],
    functions: [{ ...coordinator, valid_to: '2026-10-31' }],
    agreements: [agreement('2025-01-01', null), agreement('2025-01-01', '2026-11-22')],
  } as unknown as Municipality;
  const told = duties(municipality, [deadline], today);
  expect(told.map((it) => [it.duty, it.due])).toEqual([
    ['picture', 'unknown'],
    ['plan', 'late'],
    ['agreements', 'late'],
    ['council', 'kept'],
    // The one who was it no longer is.
    ['coordinator', 'unknown'],
  ]);
  expect(told[2]?.names).toEqual(['Vaktbolaget']);
  expect(isHeld(coordinator, today)).toBe(true);
});

test('what a body decided comes with its measure and how far that has come', () => {
  const id = 'm' as DocId;
  const meeting = (body: string, on: string) =>
    ({
      body,
      on,
      decisions: {
        a: { what: 'Fler vuxna', owner: 'Fritid', organisation: null, due: null, measure: id },
      },
    }) as unknown as Meeting;
  const all = [
    meeting('Styrgruppen', '2026-03-02'),
    meeting('Områdesgruppen', '2026-09-01'),
    meeting('Styrgruppen', '2026-09-07'),
  ];
  const told = directions('Styrgruppen', all, [{ id, status: 'ongoing' } as MeasureView]);
  expect(told.map((it) => [it.on, it.measure?.status])).toEqual([
    ['2026-09-07', 'ongoing'],
    ['2026-03-02', 'ongoing'],
  ]);
});

test('a document stands as the server watches it', () => {
  const written = (code: string) => ({ code }) as Municipality['steering_documents'][number];
  expect(documentState(written('atgardsplan'), [deadline])?.due).toBe('late');
  expect(documentState(written('sakerhetspolicy'), [deadline])).toBe(null);
});
