// What the stand-in's organisation was given last.
import type { Briefing } from '../types';
import { start } from './reports';

const dayOf = (days: number) => new Date(start + days * 86_400_000).toISOString().slice(0, 10);
const label = (sv: string) => ({ sv, en: sv });
const place = (name: string, count: number, ...tiles: string[]) => ({
  key: name,
  name: label(name),
  count,
  before: null,
  organisations: null,
  tiles: tiles.map(label),
  at: null,
});

export function fakeBriefing(isEmpty: boolean): Briefing | null {
  if (isEmpty) return null;
  const told = {
    version: '00000000-0000-7000-8000-000000000301',
    number: 1,
    from: dayOf(-10),
    until: dayOf(-4),
    fixed_at: start - 3 * 86_400_000,
    by: 'Områdesgruppen',
    texts: {
      summary: '48 händelser, något färre än veckan före. Mest klotter och stök.',
      news: 'Klotter på nya ställen längs ån. Brand i papperskorg två nätter i rad.',
      coming: 'Julmarknad på Stora torget lördag och söndag.',
    },
    changes: [label('Stora torget har blivit den plats där mest händer.')],
    events: 48,
    tiles: [],
    places: [
      place('Stora torget', 12, 'Stök', 'Klotter'),
      place('Galleria Linden', 8, 'Stöld'),
      place('Stadsparken, bron', 5, 'Klotter'),
    ],
    hours: [
      [3, null, 5, 9],
      [11, null, null, 6],
    ],
    measures: [],
  };
  return told as unknown as Briefing;
}
