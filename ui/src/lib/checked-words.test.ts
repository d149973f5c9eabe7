import { expect, test } from 'vitest';
import type { Suspicion } from './api/types';
import { masked, pieces, replaced } from './checked-words';

const mark = (start: number, end: number, kind: Suspicion['kind'] = 'phone'): Suspicion => ({
  kind,
  start,
  end,
  sure: 'sure',
  suggestion: 'leave_out',
});

test('places are code points, so a picture sign before them moves nothing', () => {
  const words = '🚓 ring 070-174 06 05!';
  expect(pieces(words, [mark(7, 20)]).map((piece) => piece.words)).toEqual([
    '🚓 ring ',
    '070-174 06 05',
    '!',
  ]);
});

test('marks of older words that no longer fit are left out', () => {
  expect(pieces('kort', [mark(2, 9)])).toEqual([{ words: 'kort', mark: null }]);
});

test('what is replaced leaves no double space', () => {
  expect(replaced('Ring 070-174 06 05 om lådan', mark(5, 18), '')).toBe('Ring om lådan');
});

test('a masked text has a word for each kind', () => {
  const instead = {
    personal_number: '(nummer)',
    coordination_number: '(nummer)',
    phone: '(telefon)',
    email: '(e-post)',
    registration_plate: '(bil)',
    name: '(namn)',
  };
  const words = 'Sven Berg 070-174 06 05';
  expect(masked(words, [mark(0, 9, 'name'), mark(10, 23)], instead)).toBe('(namn) (telefon)');
});
