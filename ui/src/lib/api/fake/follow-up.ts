// The stand-in's follow-up: the worked example of the analysis, before and after.
import type { Declared, DeclaredTest, FollowUp, OpId } from '../types';

export const fakeTest = (test: DeclaredTest, at: number): Declared => ({
  op: '00000000-0000-7000-8000-000000000999' as OpId,
  at,
  test,
});

const label = (sv: string, en: string) => ({ sv, en });

export function fakeFollowUp(declared: Declared, now: number): FollowUp {
  const start = Date.parse(`${declared.test.from}T00:00Z`);
  const after = Math.max(0, Math.min(26, Math.floor((now - start) / (7 * 86_400_000))));
  const before = [3, 4, 2, 5, 3, 3, 4, 2, 3, 4, 3, 2, 3];
  const since = [2, 2, 1, 2, 2, 2, 1];
  const bar = (events: number, n: number, is_after: boolean) => ({
    from: declared.test.from,
    weeks: is_after && n === 6 ? 2 : 4,
    events,
    is_after,
  });
  const basis = { method: 'effect', events: 53, weeks: 78, parameters: [] };
  return {
    declared,
    is_in_time: true,
    is_replaced: false,
    snapshot: '5f1e0c2a9b7d4e61',
    before_weeks: 52,
    after_weeks: after,
    verdict: 'likely_decrease',
    lately: null,
    effect: {
      answer: 'figure',
      value: {
        verdict: 'likely_decrease',
        before: 41,
        after: 12,
        expected: 21,
        low: 7,
        high: 21,
        control_before: 310,
        control_after: 162,
      },
      basis,
      words: [
        label(
          'Före: 41 händelser på 52 veckor. Efter: 12 på 26 veckor.',
          'Before: 41 events in 52 weeks. After: 12 in 26 weeks.',
        ),
        label('Övriga kommunen: 310 → 162.', 'Rest of the municipality: 310 → 162.'),
        label(
          'Trolig minskning: mellan 2 och 68 procent färre än väntat.',
          'Likely decrease: between 2 and 68 percent fewer than expected.',
        ),
        label(
          'Samband i tid är inte bevis för orsak: årstid, vilka som rapporterar och andra åtgärder kan ligga bakom.',
          'Together in time is no proof of cause: the season, who reports and other measures may be behind it.',
        ),
      ],
    },
    ring: {
      answer: 'too_little',
      basis,
      missing: [],
      words: [
        label(
          'För lite underlag: 9 av 20 händelser runt platsen.',
          'Too little data: 9 of 20 events around the place.',
        ),
      ],
    },
    long_term: null,
    reporters: label('Samma organisationer rapporterar som förut.', 'The same report as before.'),
    is_steady_only: false,
    same_season: 19,
    bars: [
      ...before.map((n, i) => bar(n, i, false)),
      ...(after > 0 ? since : []).map((n, i) => bar(n, i, true)),
    ],
  };
}
