// The words of the assessment of areas, in English.
import type { Colour } from '../api/types';
import { plural } from './plural';
import type { assess as sv } from './sv-assess';

const colours: Record<Colour, string> = {
  green: 'Green: normal',
  yellow: 'Yellow: watchful',
  orange: 'Orange: coordinated measures',
  red: 'Red: all forces',
};

export const assess: typeof sv = {
  assess: {
    title: 'Assessment',
    week: (from, until) => `${from} – ${until}`,
    before: 'The week before',
    after: 'The week after',
    colours,
    area: 'Area',
    suggestion: 'Suggestion',
    decided: 'Decided',
    notDecided: 'Not assessed',
    arithmetic: (points, usual, reports, organisations) =>
      `${points} points against ${usual} in a usual week · ${plural(reports, '1 report', `${reports} reports`)} from ${plural(organisations, '1 organisation', `${organisations} organisations`)}`,
    notTold:
      'How many reports the suggestion rests on is shown to the coordinator, so that small counts cannot be worked out.',
    notSuggested: 'No suggestion here: the device does not carry every report.',
    how: 'Points are severity times certainty. The suggestion leaves green from 3 reports of 2 organisations only. People assess.',
    reason: 'Reason',
    by: 'Decided by (function or group)',
    decide: 'Assess',
    earlier: 'Earlier assessments',
    contested: 'Two different assessments were made. The latest is shown.',
    none: 'No areas with borders',
    noneHint: 'Put the borders of the areas into the configuration, and they can be assessed here.',
    failed: 'The assessments could not be fetched',
    saved: 'The assessment is saved',
    notTaken: 'The assessment was not taken. What you wrote is still here.',
    choose: 'Chosen area',
  },
};
