import { expect, it } from 'vitest';
import type { Feedback } from './api/types';
import { ongoing, stories } from './told';

const told = (stage: string, on: string, more: object = {}) =>
  ({
    stage,
    on,
    measure: 'm',
    title: 'Ny belysning',
    place: 'Bron',
    status: 'ongoing',
    addressee: { to: 'device', device: 'd' },
    ...more,
  }) as unknown as Feedback;

it('tells one story for each measure, its steps in the order they happened', () => {
  const all = stories([
    told('after12', '2027-04-01'),
    told('decided', '2027-01-04'),
    told('decided', '2027-05-01', { measure: 'other' }),
    told('briefing', '2027-01-04', { addressee: { to: 'everybody' } }),
    told('decided', '2027-01-04', { addressee: { to: 'organisation', organisation: 'o' } }),
  ]);
  expect(all.map((it) => [it.measure, it.isDigest, it.steps.map((step) => step.stage)])).toEqual([
    ['other', false, ['decided']],
    ['m', false, ['decided', 'after12']],
    ['m', true, ['decided']],
  ]);
});

it('lists what goes on in the field, not what is over', () => {
  const list = [told('briefing', '2027-01-04'), told('briefing', 'x', { status: 'cancelled' })];
  expect(ongoing([...list, told('decided', 'x')])).toHaveLength(1);
});
