// The words of *Organisation*, in Swedish.
import type { DocumentKind } from '../api/types';
import type { Duty } from '../organisation';

export const organisation = {
  organisation: {
    title: 'Organisation',
    parts: 'Delar',
    part: { lagen: 'Lagen', organ: 'Organ', platser: 'Platser', dokument: 'Dokument' },
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
    stepsHint:
      'Hur långt arbetet har kommit på varje plats där något är påbörjat: det som sagts om ett prioriterat område, annars det som följer av insatser och orsaksanalyser.',
    noWork: 'Ingen plats här',
    allOthers: 'Alla andra platser',
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
