// The stand-in's figures of others: made up.
import type { AreaStatistics } from '../types';

const categories = ['Bostadsinbrott', 'Skadegörelse'];
const quarters: [string, string][] = [
  ['2025-10-01', '2025-12-31'],
  ['2026-01-01', '2026-03-31'],
  ['2026-04-01', '2026-06-30'],
  ['2026-07-01', '2026-09-30'],
];

export function fakeStatistics(category: string): AreaStatistics {
  const times = category === 'Skadegörelse' ? 3 : 1;
  const area = (code: string, name: string, counts: (number | null)[]) => ({
    code,
    name,
    counts: counts.map((it) => (it === null ? null : it * times)),
  });
  return {
    sources: [{ name: 'Polisen', categories, imported_at: Date.parse('2026-10-20T08:00Z') }],
    source: 'Polisen',
    category: category || (categories[0] ?? ''),
    periods: quarters,
    areas: [
      area('centrum', 'Centrum', [14, 11, 17, 19]),
      area('norra-lindby', 'Norra Lindby', [6, null, 5, 7]),
      area('stadsparken', 'Stadsparken', [9, 8, 12, 4]),
    ],
  };
}
