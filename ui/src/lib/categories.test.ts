import { expect, it } from 'vitest';
import shipped from '../../../crates/domain/catalogue/est-se-default.json';
import type { Catalogue, Category } from './api/types';
import { asCode, Categories, today } from './categories';

const base = shipped as unknown as Catalogue;
const tunnel: Category = {
  code: asCode('x_lindby.tunnel'),
  label: { sv: 'Gångtunnel (mörk)', en: 'Underpass (dark)' },
  short: { sv: 'Tunnel', en: 'Underpass' },
  type: 'disorder',
  default_severity: 3,
  hand_over: ['emergency_112'],
  emergency: false,
  under: asCode('place'),
};

function changed(change: (all: Category[]) => Category[], orders = base.tile_order) {
  return new Categories(
    { ...base, categories: change(structuredClone(base.categories)), tile_order: orders },
    'sv',
  );
}

it('shows an added code under the tile it names, with that tile’s icon and hue', () => {
  const own = changed((all) => [...all, tunnel]);
  expect(own.tileOf('x_lindby.tunnel')).toBe('place');
  expect(own.under('place').map((it) => it.code)).toContain('x_lindby.tunnel');
  expect(own.title('x_lindby.tunnel')).toBe('Gångtunnel');
  expect(own.icon('x_lindby.tunnel')).toBe(own.icon('place'));
  expect(own.severity('x_lindby.tunnel')).toBe(3);
  expect(own.isEmergency('x_lindby.tunnel')).toBe(true);
});

it('does not offer what is hidden or out of date, and still names it', () => {
  const own = changed((all) => [
    ...all.map((it) => (it.code === 'place.litter' ? { ...it, hidden: true } : it)),
    { ...tunnel, valid_to: '2026-01-31' },
  ]);
  const offered = own.under('place', undefined, '2026-02-01').map((it) => it.code);
  expect(offered).not.toContain('place.litter');
  expect(offered).not.toContain('x_lindby.tunnel');
  expect(own.under('place', undefined, '2026-01-31').map((it) => it.code)).toContain(tunnel.code);
  expect(own.under('place', 'place.litter').map((it) => it.code)).toContain('place.litter');
  expect(own.short('place.litter')).not.toBe('place.litter');
});

it('has the tiles in the order of the kind of reporter, and finds the hidden ones for filters', () => {
  const order = base.tile_order.guard ?? [];
  const own = changed(
    (all) => all.map((it) => (it.code === 'event' ? { ...it, hidden: true } : it)),
    { ...base.tile_order, guard: [...order].reverse() },
  );
  const codes = own.tiles('guard').map((it) => it.code);
  expect(codes).toEqual([...order].reverse().filter((code) => code !== 'event'));
  expect(own.tiles('no such kind')).toEqual(own.tiles('reporter'));
  expect(own.everyTile().map((it) => it.code)).toContain('event');
  expect(own.everyTile()).toHaveLength(12);
});

it('shows a code that it does not know as it is, under other', () => {
  const own = new Categories(base, 'sv');
  expect(own.title('x_alingsas.bro')).toBe('x_alingsas.bro');
  expect(own.tileOf('x_alingsas.bro')).toBe('other');
});

it('writes a day as the configuration does', () => {
  expect(today(new Date(2026, 2, 9, 23, 30))).toBe('2026-03-09');
});
