// The briefing on the phone, in English.
import type { briefing as sv } from './sv-briefing';
import { plural } from './plural';

export const briefing: typeof sv = {
  briefing: {
    of: (days) => `The picture of ${days}`,
    fixed: (day, by, version) =>
      `Fixed ${day} by ${by}${version > 1 ? `, version ${version}` : ''}.`,
    old: 'No newer one has been shared with your organisation.',
    none: 'No fixed picture yet',
    noneHint:
      'When the coordinators fix a picture and give it to your organisation it is shown here, without a network too.',
    events: (n) => plural(n, '1 incident', `${n} incidents`),
    sections: { summary: 'Summary', news: 'New and unusual', coming: 'Coming up' },
    places: 'Places with the most, nearest first',
    mostAt: (days, hours) => `Most: ${days}, ${hours}`,
    days: ['Monday–Friday', 'weekend'],
    hours: ['night', 'morning', 'afternoon', 'evening'],
    changes: 'New since the last one',
    measures: 'Measures when it was fixed',
  },
};
