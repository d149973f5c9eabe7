// The words of the accessibility statement, in English.
import type { accessibility as swedish } from './sv-accessibility';

export const accessibility: typeof swedish = {
  accessibility: {
    title: 'Accessibility',
    whose: (name) =>
      `${name} answers for this service. We want everybody to be able to use it. Here is how it meets the Swedish act (2018:1937) on accessible digital public services, what was tested and what was not.`,
    someone: 'The municipality',
    state: 'How accessible is the service?',
    stateClean:
      'The service partly conforms to WCAG 2.2 level AA. Our tests found no breach of the rules, but a machine cannot test everything and we have not tested all.',
    stateBroken: 'The service partly conforms to WCAG 2.2 level AA. Our tests found faults.',
    found: 'What the tests found',
    broken: (rule, pages) =>
      `The rule ${rule} is broken on ${pages} ${pages === 1 ? 'page' : 'pages'}.`,
    noneBroken: 'No breach of any of the rules.',
    how: 'How we tested',
    pages: (pages, rules, version) =>
      `${pages} views of the pages, in light, dark and night, were held against ${rules} rules of axe-core ${version}.`,
    states: (states) =>
      `${states} states of the phone were tested at twice the text size without loss, and the filled ones with the keyboard alone.`,
    documents:
      "The PDF pages are tagged and held against PDF/UA-1 by another program's check, one page of each kind.",
    on: (day) => `Assessed on ${day}, by those who build the service.`,
    lacks: 'What was not tested',
    lacksPeople:
      'People who use screen readers, magnification or switches every day have not tested the service.',
    lacksContrast: 'Where text lies over the map a machine cannot decide its contrast.',
    lacksApps: "The apps for Android and iOS have not been tested with the phone's own aids.",
    maps: 'Maps',
    mapsText:
      'The maps are not for finding the way and are outside the act. All they show is also there as a list or table.',
    help: 'If there is something you cannot use',
    contact: 'Tell us, and you get it another way:',
    noContact:
      'The municipality has not filled in where to turn. Use its ordinary ways of contact.',
    oversight: 'Oversight',
    oversightText:
      'The Agency for Digital Government supervises. If you are not content with the answer you can report to Digg.',
    report: 'Report to Digg',
    back: 'Back',
  },
};
