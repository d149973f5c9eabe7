// The words of the cause analysis, in English.
import type { Conclusion, Standing } from '../api/types';
import type { causes as sv } from './sv-causes';

const questions: Record<string, string> = {
  problem: 'What is the problem?',
  location: 'Where, more exactly?',
  times: 'When?',
  affected: 'Who is affected?',
  enables: 'What enables it?',
  tried: 'What has been tried?',
};
const sides: Record<string, string> = {
  offender: 'Motivated offender',
  target: 'Suitable target',
  setting_of_place: 'Place without a capable guardian',
};
const conclusions: Record<Conclusion, string> = {
  short: 'Short term: the area group’s own',
  long: 'Long term: to the coordination function and public health',
  none: 'No measure',
};
const standings: Record<Standing, string> = {
  open: 'Open',
  supported: 'Supported',
  rejected: 'Rejected',
};

export const causes: typeof sv = {
  causes: {
    title: 'Cause analysis',
    list: 'Cause analyses',
    longList: 'Long term',
    everything: 'All',
    add: 'New cause analysis',
    name: 'Place or pattern',
    begin: 'Begin',
    none: 'No cause analysis yet',
    noneHint: 'Begin with a place or a pattern. Then: why there?',
    failed: 'The cause analyses could not be fetched',
    questions,
    triangle: 'The crime triangle',
    sides,
    tree: 'Tree of causes',
    treeDrawn: 'The tree of causes as a picture. The same tree stands as a list below.',
    treeEmpty: 'No causes yet. Write the first.',
    newCause: 'Cause',
    under: (text) => `Cause of: ${text}`,
    toProblem: 'Cause of the problem',
    addCause: 'Add',
    addUnder: (text) => `Add a cause of ${text}`,
    remove: (text) => `Remove ${text}`,
    hypotheses: 'Hypotheses, the likeliest first',
    newHypothesis: 'New hypothesis',
    standing: 'Standing',
    standings,
    up: (text) => `Move up: ${text}`,
    evidence: 'Evidence',
    newEvidence: 'What do we know?',
    pick: 'Choose evidence',
    pickKinds: { figure: 'Figure', incident: 'Incidents', observation: 'Reports and photos' },
    pickFigure: (count, weeks, where) => `${count} incidents in ${weeks} weeks, ${where}`,
    pickEverywhere: 'all of the municipality',
    pickPhotos: (count) => (count === 1 ? '1 photo' : `${count} photos`),
    pickAs: (how, what, hypothesis) => `${how}: ${what}, ${hypothesis}`,
    pickNone: 'Nothing near the place.',
    pickFailed: 'It could not be fetched. Write the evidence instead.',
    isFor: 'Speaks for it',
    isAgainst: 'Speaks against it',
    linkReport: 'Report (id)',
    linked: { incident: 'incident', observation: 'report', figure: 'figure' },
    frozen: (hash) => `figure, snapshot ${hash}`,
    toMeasure: 'New measure of the hypothesis',
    conclusion: 'Conclusion',
    conclusions,
    conclusionText: 'Why?',
    save: 'Save',
    saved: 'Saved',
    notTaken: 'The change was not taken. What you wrote is still here.',
  },
};
