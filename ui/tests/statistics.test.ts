// The check that reads the screens of the analysis finds what it looks for, and the catalogue passes.
import { expect, it } from 'vitest';
import { faultsOf } from '../e2e/real/statistics.mjs';
import { analysis as en } from '../src/lib/text/en-analysis';
import { analysis as sv } from '../src/lib/text/sv-analysis';

it.each(['p < 0,05', 'p=.03', 'signifikant ökning', '+200 % fler', 'z = 2.1', '40 procent färre'])(
  'finds "%s"',
  (text) => expect(faultsOf(text)).not.toEqual([]),
);

it('lets plain counts through', () => {
  expect(faultsOf('från 7 till 3, ungefär 9 gånger av 100. Veckan från 2026-01-05: 12')).toEqual(
    [],
  );
});

/** Every sentence of the catalogue, with numbers where it takes any. */
function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function')
    return [String((value as (...n: unknown[]) => string)(7, 3, 12))];
  return Object.values(value as object).flatMap(sentences);
}

it('no sentence of the analysis speaks of statistics', () => {
  for (const sentence of [...sentences(sv), ...sentences(en)]) {
    expect(faultsOf(sentence), sentence).toEqual([]);
  }
});
