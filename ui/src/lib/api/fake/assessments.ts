// The stand-in's areas: suggestions with their arithmetic, and what people decide.
import type { Backend } from '../backend';
import type { AreaStatus, Assessment, Colour } from '../types';

const suggested: [string, string, Colour, number, number, number, number][] = [
  ['centrum', 'Centrum', 'orange', 26, 10.2, 14, 4],
  ['stadsparken', 'Stadsparken', 'yellow', 11, 6.4, 6, 3],
  ['norra', 'Norra Lindby', 'green', 3, 4.1, 2, 1],
];

export function fakeAssessments(isEmpty: boolean): Pick<Backend, 'assessments' | 'assess'> {
  const decided = new Map<string, Assessment>();
  const keyOf = (area: string, from: string) => `${area} ${from}`;
  return {
    assessments: async (from) =>
      (isEmpty ? [] : suggested).map(
        ([area, name, colour, points, usual, reports, organisations]): AreaStatus => ({
          area,
          name,
          suggestion: { colour, arithmetic: { points, usual, reports, organisations } },
          decided: decided.get(keyOf(area, from)) ?? null,
          earlier: [...decided.values()].filter((it) => it.area === area && it.from < from),
        }),
      ),
    assess: async (set) => {
      const it = { is_contested: false, decided_at: Date.now(), ...set } as unknown as Assessment;
      decided.set(keyOf(it.area, it.from), it);
    },
  };
}
