import { expect, it } from 'vitest';
import { syllables } from './syllables';

it('lets a long word break between its syllables, and leaves short ones whole', () => {
  expect(syllables('Skadegörelse').split('\u00ad')).toEqual(['Ska', 'de', 'gö', 'relse']);
  expect(syllables('Otrygg plats')).toBe('Otrygg plats');
  expect(syllables('Narkotika')).toBe('Narkotika');
});
