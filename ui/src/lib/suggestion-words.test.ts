import { expect, test } from 'vitest';
import { likelihood, reasonWords } from './suggestion-words';
import { sv } from './text/sv';

test('every reason is told in words, and times that may touch are not called equal', () => {
  const soon = { of: 'soon', weight: 1.3 } as const;
  const words = (minutes: number, is_exact: boolean) =>
    reasonWords({ ...soon, minutes, is_exact }, sv.merge);
  expect(words(0, false)).toBe('tiderna kan mötas');
  expect(words(12, true)).toBe('12 min isär');
  expect(words(12, false)).toBe('minst 12 min isär');
  expect(reasonWords({ of: 'near', metres: 31, weight: 2 }, sv.merge)).toBe('31 m isär');
});

test('a higher score is never called less likely', () => {
  expect([9, 5, 0.5].map(likelihood)).toEqual(['high', 'middle', 'low']);
});
