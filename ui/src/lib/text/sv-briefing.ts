// Veckans brief on the phone, in Swedish.
import { plural } from './plural';

export const briefing = {
  briefing: {
    of: (days: string) => `Lägesbild ${days}`,
    fixed: (day: string, by: string, version: number) =>
      `Fastställd ${day} av ${by}${version > 1 ? `, version ${version}` : ''}.`,
    old: 'Ingen nyare har delats med din organisation.',
    none: 'Ingen fastställd lägesbild än',
    noneHint:
      'När samordningen fastställer en lägesbild och ger den till din organisation visas den här, även utan nät.',
    events: (n: number) => plural(n, '1 händelse', `${n} händelser`),
    sections: {
      summary: 'Sammanfattning',
      news: 'Nytt och avvikande',
      coming: 'Kommande',
    } as Record<string, string>,
    places: 'Platser med mest, närmast först',
    mostAt: (days: string, hours: string) => `Mest: ${days}, ${hours}`,
    days: ['måndag–fredag', 'helg'],
    hours: ['natt', 'morgon', 'eftermiddag', 'kväll'],
    changes: 'Nytt sedan förra',
    measures: 'Insatser när den fastställdes',
  },
};
