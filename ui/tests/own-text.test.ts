// A municipality's own words; and the list of keys that the server checks them against.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { replaceable, withOwn } from '../src/lib/text/own';
import { sv } from '../src/lib/text/sv';

const file = new URL('../../config/text-keys.txt', import.meta.url);

it('replaces a plain word and leaves the product’s own catalogue as it was', () => {
  const own = withOwn(sv, { 'tabs.call': 'Kontakt', 'home.unnamed': 'Plats' });
  expect([own.tabs.call, own.home.unnamed, own.tabs.home]).toEqual(['Kontakt', 'Plats', 'Hem']);
  expect(sv.tabs.call).toBe('Ring');
});

it('leaves alone what is no plain word or no key at all', () => {
  const own = withOwn(sv, {
    'sync.waiting': 'x',
    tabs: 'x',
    'tabs.gone.deeper': 'x',
    'tabs.call': '',
    '__proto__.polluted': 'x',
  });
  expect(own.sync.waiting(3)).toBe(sv.sync.waiting(3));
  expect(own.tabs).toEqual(sv.tabs);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

it('has every replaceable key in the list the server reads (UPDATE_GENERATED=1 rewrites it)', () => {
  const written = `${replaceable(sv).sort().join('\n')}\n`;
  if (process.env.UPDATE_GENERATED) writeFileSync(file, written);
  expect(readFileSync(file, 'utf8')).toBe(written);
});
