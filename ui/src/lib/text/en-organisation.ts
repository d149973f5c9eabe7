// The words of *Organisation*, in English.
import type { organisation as swedish } from './sv-organisation';

export const organisation: typeof swedish = {
  organisation: {
    title: 'Organisation',
    parts: 'Parts',
    part: { lagen: 'The law', organ: 'Bodies', platser: 'Places', dokument: 'Documents' },
    law: 'Lag (2023:196) on the responsibility of municipalities for preventing crime',
    duties: {
      picture: 'Picture, at least every second year',
      plan: 'Action plan, followed up at least every second year',
      agreements: 'Written agreements',
      council: 'Council or another form of working together',
      coordinator: 'Coordinating function',
    },
    named: { yes: 'named', no: 'not named' },
    agreements: 'Agreements',
    openEnd: 'until further notice',
    noAgreement: 'no agreement',
    council: 'crime prevention council',
    notHeld: 'not in force today',
    deputy: (name) => `${name} steps in.`,
    noDeputy: 'No deputy named.',
    stepsHint:
      'How far the work has come at each place where something was begun: what was said of a priority area, else what follows from measures and cause analyses.',
    noWork: 'No place here',
    allOthers: 'All other places',
    noFunctions: 'No functions named.',
    until: (day) => `Until ${day}.`,
    directions: 'Direction and how far it has come',
    noMeasure: 'no measure',
    columns: ['Document', 'Decided by', 'Decided or revised', 'Diary number', 'Review'],
    noReview: 'no reminder',
    none: "Nothing in the municipality's settings.",
    kinds: {
      law: 'Law',
      policy: 'Policy',
      guideline: 'Guideline',
      plan: 'Plan',
      picture: 'Picture',
      agreement: 'Agreement',
    },
  },
};
