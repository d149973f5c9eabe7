import { expect, it } from 'vitest';
import type { Category, ConfigurationFiles } from './api/types';
import {
  catalogueOf,
  generalOf,
  ownCode,
  patchOfGeneral,
  renamed,
  toggleHidden,
} from './administration';

const files = {
  version: 'a',
  municipality: {
    name: 'Lindby',
    short_name: 'Lindby',
    theme: { hue: 245, logo: 'logotyp.svg' },
    rhythm: {
      operative: 'week',
      strategic: 'quarter',
      statutory: 'biennium',
      priorities: 'quarter',
    },
    catalogue: { hide: ['fire'], rename: [], add: [] },
  },
  organisations: {},
  history: [],
} as unknown as ConfigurationFiles;

it('says back what it read, and leaves what it does not know', () => {
  const patch = patchOfGeneral({ ...generalOf(files), hue: 30 });
  expect(patch).toMatchObject({ name: 'Lindby', theme: { hue: 30 }, review: { automatic: false } });
  expect(patch.rhythm).toMatchObject({ strategic: 'quarter', max_priority_areas: 3 });
  expect(Object.keys(patch.theme as object)).toEqual(['hue']);
});

it('hides, shows and renames codes of the catalogue', () => {
  const own = catalogueOf(files);
  expect(toggleHidden(own, 'fire').hide).toEqual([]);
  expect(toggleHidden(own, 'drugs').hide).toEqual(['fire', 'drugs']);
  const tile = {
    code: 'place',
    label: { sv: 'Plats', en: 'Place' },
    tile: { sv: 'Plats', en: 'Place' },
  } as unknown as Category;
  const once = renamed(own, tile, 'Utemiljö');
  expect(once.rename).toEqual([
    {
      code: 'place',
      label: { sv: 'Utemiljö', en: 'Place' },
      tile: { sv: 'Utemiljö', en: 'Place' },
    },
  ]);
  expect(renamed(once, tile, 'Ute').rename).toHaveLength(1);
});

it('makes the code of an own category out of its name', () => {
  expect(ownCode('lindby', 'Gångtunnel – mörk!')).toBe('x_lindby.gangtunnel_mork');
});
