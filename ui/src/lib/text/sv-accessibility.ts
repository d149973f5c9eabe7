// The words of the accessibility statement, in Swedish.
export const accessibility = {
  accessibility: {
    title: 'Tillgänglighet',
    whose: (name: string) =>
      `${name} står bakom den här tjänsten. Vi vill att alla ska kunna använda den. Här står hur den följer lagen (2018:1937) om tillgänglighet till digital offentlig service, vad som är prövat och vad som inte är det.`,
    someone: 'Kommunen',
    state: 'Hur tillgänglig är tjänsten?',
    stateClean:
      'Tjänsten är delvis förenlig med WCAG 2.2 nivå AA. Våra prov har inte funnit några brott mot reglerna, men allt kan inte prövas av en maskin och vi har inte prövat allt.',
    stateBroken: 'Tjänsten är delvis förenlig med WCAG 2.2 nivå AA. Våra prov har funnit brister.',
    found: 'Vad proven fann',
    broken: (rule: string, pages: number) =>
      `Regeln ${rule} bryts på ${pages} ${pages === 1 ? 'sida' : 'sidor'}.`,
    noneBroken: 'Inget brott mot någon av reglerna.',
    how: 'Så har vi prövat',
    pages: (pages: number, rules: number, version: string) =>
      `${pages} bilder av tjänstens sidor, med ljust, mörkt och natt, hölls mot ${rules} regler i axe-core ${version}.`,
    states: (states: number) =>
      `${states} tillstånd på telefonen prövades med dubbel textstorlek utan att något försvinner, och de fyllda med bara tangentbord.`,
    documents:
      'PDF-sidorna är taggade och hålls mot PDF/UA-1 av ett annat programs kontroll, en sida av varje slag.',
    on: (day: string) => `Bedömningen gjordes ${day}, av dem som bygger tjänsten.`,
    lacks: 'Vad som inte är prövat',
    lacksPeople:
      'Personer som använder skärmläsare, förstoring eller reglage i sin vardag har inte prövat tjänsten.',
    lacksContrast: 'Där text ligger över kartan kan en maskin inte avgöra kontrasten.',
    lacksApps: 'Apparna för Android och iOS har inte prövats med telefonens egna hjälpmedel.',
    maps: 'Kartor',
    mapsText:
      'Kartorna är inte till för att hitta vägen och omfattas inte av lagen. Allt de visar finns också som lista eller tabell.',
    help: 'Om du inte kan använda något',
    contact: 'Hör av dig, så får du det på annat sätt:',
    noContact:
      'Kommunen har inte fyllt i vart du vänder dig. Använd kommunens vanliga kontaktvägar.',
    oversight: 'Tillsyn',
    oversightText:
      'Myndigheten för digital förvaltning har tillsyn. Är du inte nöjd med svaret kan du anmäla till Digg.',
    report: 'Anmäl till Digg',
    back: 'Tillbaka',
  },
};
