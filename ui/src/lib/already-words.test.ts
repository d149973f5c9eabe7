import { describe, expect, it } from 'vitest';
import type { AlreadyView } from './api/types';
import { alreadyReasons } from './already-words';
import { sv } from './text/sv';

const match = { distance_m: 38, within_m: 96, minutes: 0, is_same_category: true } as AlreadyView;
const words = (change: Partial<AlreadyView>) =>
  alreadyReasons({ ...match, ...change }, sv.already, 'sv-SE');

describe('why a report is asked about', () => {
  it('is category, distance, and time', () => {
    expect(words({})).toEqual(['samma kategori', '40 m bort', 'samma tid']);
    expect(words({ is_same_category: false, minutes: 59 })).toEqual([
      'liknande kategori',
      '40 m bort',
      '59 min emellan',
    ]);
    expect(words({ minutes: 14 * 60 })[2]).toBe('14 h emellan');
  });
});
