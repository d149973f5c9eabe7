// The words of the cause analysis, in Swedish.
import type { Conclusion, Standing } from '../api/types';

const questions: Record<string, string> = {
  problem: 'Vad är problemet?',
  location: 'Var, mer exakt?',
  times: 'När?',
  affected: 'Vem drabbas?',
  enables: 'Vad gör det möjligt?',
  tried: 'Vad har redan provats?',
};
const sides: Record<string, string> = {
  offender: 'Motiverad gärningsperson',
  target: 'Lämpligt objekt',
  setting_of_place: 'Plats utan kapabel väktare',
};
const conclusions: Record<Conclusion, string> = {
  short: 'Kort sikt: områdesgruppen tar det',
  long: 'Lång sikt: till samordningsfunktionen och folkhälsostrategen',
  none: 'Ingen åtgärd',
};
const standings: Record<Standing, string> = {
  open: 'Öppen',
  supported: 'Stöds',
  rejected: 'Förkastad',
};

export const causes = {
  causes: {
    title: 'Orsaksanalys',
    list: 'Orsaksanalyser',
    longList: 'Lång sikt',
    everything: 'Alla',
    add: 'Ny orsaksanalys',
    name: 'Plats eller mönster',
    begin: 'Börja',
    none: 'Ingen orsaksanalys än',
    noneHint: 'Börja med en plats eller ett mönster. Sedan: varför just där?',
    failed: 'Orsaksanalyserna kunde inte hämtas',
    questions,
    triangle: 'Brottstriangeln',
    sides,
    tree: 'Orsaksträd',
    treeDrawn: 'Orsaksträdet som bild. Samma träd står som lista under.',
    treeEmpty: 'Inga orsaker än. Skriv den första.',
    newCause: 'Orsak',
    under: (text: string) => `Orsak till: ${text}`,
    toProblem: 'Orsak till problemet',
    addCause: 'Lägg till',
    addUnder: (text: string) => `Lägg till en orsak till ${text}`,
    remove: (text: string) => `Ta bort ${text}`,
    hypotheses: 'Hypoteser, troligast först',
    newHypothesis: 'Ny hypotes',
    standing: 'Läge',
    standings,
    up: (text: string) => `Flytta upp: ${text}`,
    evidence: 'Belägg',
    newEvidence: 'Vad vet vi?',
    pick: 'Välj belägg',
    pickKinds: { figure: 'Siffra', incident: 'Händelser', observation: 'Rapporter och foton' },
    pickFigure: (count: string, weeks: number, where: string) =>
      `${count} händelser på ${weeks} veckor, ${where}`,
    pickEverywhere: 'hela kommunen',
    pickPhotos: (count: number) => `${count} foto`,
    pickAs: (how: string, what: string, hypothesis: string) => `${how}: ${what}, ${hypothesis}`,
    pickNone: 'Inget nära platsen.',
    pickFailed: 'Det gick inte att hämta. Skriv belägget i stället.',
    isFor: 'Talar för',
    isAgainst: 'Talar emot',
    linkReport: 'Rapport (id)',
    linked: { incident: 'händelse', observation: 'rapport', figure: 'siffra' },
    frozen: (hash: string) => `siffra, underlag ${hash}`,
    toMeasure: 'Ny insats ur hypotesen',
    conclusion: 'Slutsats',
    conclusions,
    conclusionText: 'Varför?',
    save: 'Spara',
    saved: 'Sparat',
    notTaken: 'Ändringen togs inte emot. Det du skrev står kvar.',
  },
};
