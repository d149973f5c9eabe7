import { expect, it } from 'vitest';
import type { PublicFunction } from './api/types';
import { mandateOf } from './mandate';

const of = (set: Partial<PublicFunction>) =>
  ({
    name: 'Enhetschef',
    organisation: 'Gata och park',
    decides: [],
    valid_from: null,
    valid_to: null,
    ...set,
  }) as unknown as PublicFunction;
const asked = { owner: ' enhetschef ', organisation: null as string | null };
const on = '2026-11-24';
const fault = (functions: PublicFunction[], organisation: string | null = null) =>
  mandateOf({ ...asked, organisation }, on, functions).fault;

it('marks a decision of a function that is not known, not held, or may not take it', () => {
  expect(fault([])).toBe('unknown');
  expect(fault([of({})])).toBeNull();
  expect(fault([of({ valid_to: '2026-06-30' })])).toBe('not_held');
  expect(fault([of({ valid_to: '2026-11-24' })])).toBeNull();
  expect(fault([of({ decides: ['publishing'] })])).toBe('not_covered');
  expect(fault([of({ decides: ['publishing', 'measures'] })])).toBeNull();
});

it('takes the function of the organisation that is named, else one that may', () => {
  const two = [
    of({ decides: ['editions'] }),
    of({ organisation: 'Fritid', decides: ['measures'] }),
  ];
  expect(fault(two)).toBeNull();
  expect(fault(two, 'Gata och park')).toBe('not_covered');
  expect(fault(two, 'Någon annan')).toBeNull();
  expect(mandateOf({ ...asked, organisation: 'Fritid' }, on, two).function).toBe(two[1]);
});
