import { expect, it } from 'vitest';
import { clockWords } from '../src/lib/clock-words';
import { sv } from '../src/lib/text/sv';

it('says how wrong the clock is, and which way', () => {
  const say = (ms: number) => clockWords(ms, sv.keeping);
  expect(say(7 * 60_000)).toBe('Klockan går 7 min fel, för fort');
  expect(say(-61_000)).toBe('Klockan går 1 min fel, för sakta');
  expect(say(-5 * 3_600_000)).toBe('Klockan går 5 timmar fel, för sakta');
  expect(say(365 * 86_400_000)).toBe('Klockan går 365 dygn fel, för fort');
});
