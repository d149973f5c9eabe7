// What reporters are told of their reports, in English.
import type { FeedbackStage, Outcome } from '../api/types';
import { plural } from './plural';
import type { told as sv } from './sv-told';

const steps: Record<FeedbackStage, string> = {
  briefing: 'Under way',
  decided: 'A measure is decided',
  done: 'The measure is done',
  after12: 'After 3 months',
  after26: 'After 6 months',
  after52: 'After a year',
  judged: 'Judged',
};
const judged: Record<Outcome, string> = {
  yes: 'Assessment: it helped',
  partly: 'Assessment: it helped in part',
  no: 'Assessment: it did not help',
  unclear: 'Assessment: it cannot be decided whether it helped',
};

export const told: typeof sv = {
  told: {
    week: 'This week',
    title: 'Feedback',
    choose: 'Show',
    steps,
    judged,
    none: 'No feedback yet',
    noneHint: 'What is decided about your reports will stand here, without a network too.',
    yours: (n) => plural(n, 'Your report took part', `Your ${n} reports took part`),
    theirs: (n) => plural(n, 'One report of the organisation', `${n} reports of the organisation`),
    reported: 'Reported',
    of: (all, organisations) => {
      if (all === undefined) return 'Fewer than 3 other reports, the count is not shown';
      const reports = plural(all, '1 report', `${all} reports`);
      return organisations === undefined
        ? reports
        : `${reports} from ${plural(organisations, '1 organisation', `${organisations} organisations`)}`;
    },
    faded: (words) => `${words}. The effect has faded, it is opened again`,
    before: (events, weeks) =>
      `Before: ${events} incidents in ${plural(weeks, '1 week', `${weeks} weeks`)}`,
    after: (events, weeks) =>
      `After: ${events ?? 'fewer than 3'} incidents in ${plural(weeks, '1 week', `${weeks} weeks`)}`,
    inThrees: 'Counts are rounded down to whole threes.',
    ongoing: 'Measures right now',
    until: (day) => `until ${day}`,
  },
};
