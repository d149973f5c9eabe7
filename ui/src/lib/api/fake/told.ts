// What the stand-in's reporter has been told.
import type { Feedback } from '../types';
import { start } from './reports';

const dayOf = (days: number) => new Date(start + days * 86_400_000).toISOString().slice(0, 10);

const light = {
  addressee: { to: 'device', device: '00000000-0000-7000-8000-000000000001' },
  measure: '00000000-0000-7000-8000-000000000201',
  title: 'Ny belysning under bron',
  measure_type: 'lighting',
  status: 'done',
  place: 'Stadsparken, bron',
  at: [12.531, 57.931],
  organisation: 'Gata och park',
  from: dayOf(-200),
  until: dayOf(-180),
  reports: [],
  own: 3,
  all: 9,
  organisations: 4,
  verdict: null,
  has_faded: false,
  outcome: null,
};

export function fakeTold(isEmpty: boolean): Feedback[] {
  if (isEmpty) return [];
  const all = [
    { ...light, stage: 'decided', on: dayOf(-210) },
    { ...light, stage: 'done', on: dayOf(-180) },
    {
      ...light,
      stage: 'after12',
      on: dayOf(-110),
      verdict: 'likely_decrease',
      counted: { before: 63, before_weeks: 52, after: 6, after_weeks: 12 },
    },
    {
      ...light,
      stage: 'after26',
      on: dayOf(-10),
      verdict: 'no_certain_change',
      has_faded: true,
      counted: { before: 63, before_weeks: 52, after: 27, after_weeks: 26 },
    },
    { ...light, stage: 'judged', on: dayOf(-3), outcome: 'partly' },
    {
      ...light,
      addressee: { to: 'everybody' },
      measure: '00000000-0000-7000-8000-000000000202',
      stage: 'briefing',
      title: 'Fler ronder vid Stora torget',
      status: 'ongoing',
      place: 'Stora torget',
      organisation: 'Vaktbolaget Norr',
      until: dayOf(12),
      on: dayOf(-9),
    },
  ];
  return all as unknown as Feedback[];
}
