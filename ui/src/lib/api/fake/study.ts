// The stand-in does not count: every part says what is missing, as an empty picture does.
import type { Answer, Study, StudyQuestion } from '../types';

function little(method: string, events: number): Extract<Answer<never>, { answer: 'too_little' }> {
  return {
    answer: 'too_little',
    basis: { method, events, weeks: 12, parameters: [] },
    missing: [{ what: 'events', have: events, enough: 30, more_weeks: null }],
    words: [
      {
        sv: `För lite underlag: ${events} händelser, 30 behövs.`,
        en: `Too little data: ${events} events, 30 are needed.`,
      },
    ],
  };
}

function findings(part: StudyQuestion['part'], n: number): Study['findings'] {
  switch (part) {
    case 'map':
      return {
        part,
        value: {
          history: little('local_excess', n),
          visits: little('local_excess', n),
          points: [],
          effort: [],
        },
      };
    case 'density':
      return { part, value: little('density_map', n) };
    case 'hours':
      return { part, value: little('hours', n) };
    case 'trend':
      return { part, value: { weeks: [], last: little('weekly_alarm', n) } };
    case 'repeats':
      return { part, value: [{ tile: 'vandalism', bands: little('near_repeat', n) }] };
    case 'sources':
      return {
        part,
        value: { sources: [], found: [], reviewed: [], mix: little('reporter_mix', n) },
      };
    case 'gi_star':
      return { part, value: little('gi_star', n) };
    case 'places':
    case undefined:
      return {
        part: 'places',
        value: {
          list: little('place_list', n),
          below_least: n,
          top_ten: 0,
          at_places: n,
          bin_weeks: 1,
          bins_in_window: 12,
          alarm_week: '2026-11-16',
          alarms: [],
          more_alarms: [],
          series: 0,
          new_places: [],
          check: little('self_check', n),
        },
      };
  }
}

export function littleStudy(question: StudyQuestion, reports: number): Study {
  const n = Math.min(reports, 12);
  return {
    snapshot: '0'.repeat(64),
    question: { ...question, until: question.until ?? '2026-11-22' },
    from: '2026-08-31',
    newest: n > 0 ? '2026-11-22' : null,
    sources: [],
    areas: [],
    counts: {
      events: n,
      reports: n,
      unreviewed: n,
      without_position: 0,
      history: 0,
      visits: 0,
      patrol_hours: 0,
      history_weeks: 0,
    },
    findings: findings(question.part, n),
  };
}
