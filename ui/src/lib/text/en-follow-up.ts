// The words of declared tests and what became of them, in English.
import type { Outcome, Verdict } from '../api/types';
import type { followUp as sv } from './sv-follow-up';

const verdicts: Record<Verdict, string> = {
  clear_decrease: 'Clear decrease',
  clear_increase: 'Clear increase',
  likely_decrease: 'Likely decrease',
  likely_increase: 'Likely increase',
  no_certain_change: 'No certain change',
  tendency_decrease: 'Tendency to decrease – read with care',
  tendency_increase: 'Tendency to increase – read with care',
  too_little_data: 'Too little data',
  reporter_break: 'Cannot be compared: others report now',
};
const outcomes: Record<Outcome, string> = {
  yes: 'Yes',
  partly: 'Partly',
  no: 'No',
  unclear: 'Cannot be decided',
};

export const followUp: typeof sv = {
  followUp: {
    title: 'Follow-up',
    verdicts,
    outcomes,
    failed: 'The follow-up could not be counted',
    start: 'To be evaluated',
    startHint: 'A test is declared before the measure begins. It cannot be changed afterwards.',
    declare: 'Declare a test',
    again: 'Declare a new test',
    declareHint: 'Written before the start and frozen then. A new test gets a new first day.',
    from: 'The measure begins',
    horizon: 'Followed for',
    weeks: (n) => `${n} weeks`,
    category: 'What counts',
    everything: 'All events',
    indicator: 'Which reports',
    indicators: {
      events: 'All reports',
      not_found_on_patrol: 'Not what was found on patrol',
    },
    expected: 'Hoped for',
    fewer: (percent) => (percent === 50 ? 'Halving' : `${percent} percent fewer`),
    buffer: 'Ring around the place (metres)',
    chosen: 'Weeks that led to the choice',
    chosenHint: 'They are part of the year before, but never the whole comparison.',
    comparison:
      'Held against the same events in the rest of the municipality. Before is always the whole year before.',
    counting: 'Counting what the test can show …',
    freeze: 'Declare and freeze',
    needsPlace: 'The measure needs a place to be evaluated.',
    declaredOn: (day) => `Test from ${day}`,
    sentence: (what, metres, weeks) => `${what} within ${metres} metres, ${weeks} weeks after.`,
    hoped: (percent) =>
      percent < 0 ? `${-percent} percent fewer hoped for.` : `${percent} percent more expected.`,
    late: 'Declared after the start: does not count',
    replaced: 'Replaced by a newer test before the start',
    notBegun: 'Has not begun. The first figures come after 12 weeks.',
    ring: 'Around the place',
    season: (n) => `The same weeks a year before: ${n} at the place.`,
    longTerm: 'In the long run',
    steady: 'Only organisations that reported all the time are counted.',
    basis: (before, after, hash) => `${before} weeks before, ${after} after · snapshot ${hash}`,
    review: (weeks, day) => `Review after ${weeks} weeks (${day})`,
    lately: 'lately',
    faded: 'The effect has faded: opened again',
    answered: 'Answer: we have seen it',
    plot: 'Events at the place before and after, four weeks a bar',
    before: 'Before',
    after: 'After',
    caption: (day) => `Dashed line: start ${day}.`,
    interval: (expected, low, high) =>
      ` Expected after: ${expected}. What came, give or take chance: ${low}–${high}.`,
    judge: 'Your judgement',
    wanted: 'Did the measure have the wanted effect?',
    inWords: 'In your own words',
    judged: (outcome, day) => `Your judgement: ${outcome} (${day})`,
  },
};
