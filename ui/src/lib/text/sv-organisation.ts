// The words of *Organisation*, in Swedish.
import type { DocumentKind } from '../api/types';
import type { Duty } from '../organisation';

export const organisation = {
  organisation: {
    title: 'Organisation',
    parts: 'Delar',
    part: { lagen: 'Lagen', organ: 'Organ', dokument: 'Dokument' },
    law: 'Lag (2023:196) om kommuners ansvar för brottsförebyggande arbete',
    duties: {
      picture: 'Lägesbild, minst vartannat år',
      plan: 'Åtgärdsplan, uppföljd minst vartannat år',
      agreements: 'Skriftliga överenskommelser',
      council: 'Råd eller annan samverkansform',
      coordinator: 'Samordningsfunktion',
    } as Record<Duty, string>,
    named: { yes: 'utsedd', no: 'inte utsedd' },
    agreements: 'Överenskommelser',
    openEnd: 'tills vidare',
    noAgreement: 'överenskommelse saknas',
    council: 'brottsförebyggande råd',
    notHeld: 'gäller inte i dag',
    deputy: (name: string) => `Ersätts av ${name}.`,
    noDeputy: 'Ingen ersättare utsedd.',
    noFunctions: 'Inga funktioner utsedda.',
    until: (day: string) => `Till ${day}.`,
    directions: 'Inriktning och läge',
    noMeasure: 'ingen insats',
    columns: ['Dokument', 'Beslutat av', 'Beslutat eller reviderat', 'Diarienummer', 'Se över'],
    noReview: 'ingen påminnelse',
    none: 'Inget inlagt i kommunens inställningar.',
    kinds: {
      law: 'Lag',
      policy: 'Policy',
      guideline: 'Riktlinje',
      plan: 'Plan',
      picture: 'Lägesbild',
      agreement: 'Överenskommelse',
    } as Record<DocumentKind, string>,
  },
};
