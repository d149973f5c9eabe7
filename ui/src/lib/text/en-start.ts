// The words of *Översikt*, in English.
import type { start as swedish } from './sv-start';

export const start: typeof swedish = {
  start: {
    title: 'Overview',
    parts: {
      approve: 'To approve for publication',
      late: 'Late',
      plan: 'How far the plan is',
      editions: 'Fixed pictures',
      long: 'The long view',
      duties: 'What the law asks for',
    },
    nothing: 'Nothing just now.',
    own: 'yours',
    all: 'All',
    version: (version, by) => `version ${version}, ${by}`,
  },
};
