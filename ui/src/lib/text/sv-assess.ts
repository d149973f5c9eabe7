// The words of the assessment of areas, in Swedish.
import type { Colour } from '../api/types';
import { plural } from './plural';

const colours: Record<Colour, string> = {
  green: 'Grön: normalläge',
  yellow: 'Gul: ökad vaksamhet',
  orange: 'Orange: samordnade insatser',
  red: 'Röd: kraftsamling',
};

export const assess = {
  assess: {
    title: 'Bedömning',
    week: (from: string, until: string) => `${from} – ${until}`,
    before: 'Veckan före',
    after: 'Veckan efter',
    colours,
    area: 'Område',
    suggestion: 'Förslag',
    decided: 'Beslutad',
    notDecided: 'Inte bedömd',
    arithmetic: (points: string, usual: string, reports: number, organisations: number) =>
      `${points} poäng mot ${usual} en vanlig vecka · ${plural(reports, '1 rapport', `${reports} rapporter`)} från ${plural(organisations, '1 organisation', `${organisations} organisationer`)}`,
    notTold:
      'Hur många rapporter förslaget bygger på visas för samordningen, så att små tal inte kan räknas ut.',
    notSuggested: 'Inget förslag här: den här enheten har inte alla rapporter.',
    how: 'Poäng är allvar gånger säkerhet. Förslaget lämnar grönt först vid 3 rapporter från 2 organisationer. Det är människor som bedömer.',
    reason: 'Motivering',
    by: 'Beslutat av (funktion eller grupp)',
    decide: 'Bedöm',
    earlier: 'Tidigare bedömningar',
    contested: 'Två olika bedömningar har gjorts. Den senaste visas.',
    none: 'Inga områden med gränser',
    noneHint: 'Lägg in områdenas gränser i konfigurationen, så kan de bedömas här.',
    failed: 'Bedömningarna kunde inte hämtas',
    saved: 'Bedömningen är sparad',
    notTaken: 'Bedömningen togs inte emot. Det du skrev står kvar.',
    choose: 'Valt område',
  },
};
