// The words of declared tests and what became of them, in Swedish.
import type { Outcome, Verdict } from '../api/types';

const verdicts: Record<Verdict, string> = {
  clear_decrease: 'Tydlig minskning',
  clear_increase: 'Tydlig ökning',
  likely_decrease: 'Trolig minskning',
  likely_increase: 'Trolig ökning',
  no_certain_change: 'Ingen säker förändring',
  tendency_decrease: 'Tendens till minskning – tolka försiktigt',
  tendency_increase: 'Tendens till ökning – tolka försiktigt',
  too_little_data: 'För lite underlag',
  reporter_break: 'Kan inte jämföras: andra rapporterar nu',
};
const outcomes: Record<Outcome, string> = {
  yes: 'Ja',
  partly: 'Delvis',
  no: 'Nej',
  unclear: 'Kan inte avgöras',
};

export const followUp = {
  followUp: {
    title: 'Uppföljning',
    verdicts,
    outcomes,
    failed: 'Uppföljningen kunde inte räknas',
    start: 'Ska utvärderas',
    startHint: 'Ett prov deklareras innan insatsen börjar. Sedan kan det inte ändras.',
    declare: 'Deklarera prov',
    again: 'Deklarera nytt prov',
    declareHint: 'Skrivs ner före start och fryses då. Ett nytt prov får ett nytt startdatum.',
    from: 'Insatsen börjar',
    horizon: 'Följs i',
    weeks: (n: number) => `${n} veckor`,
    category: 'Vad räknas',
    everything: 'Alla händelser',
    indicator: 'Vilka rapporter',
    indicators: {
      events: 'Alla rapporter',
      not_found_on_patrol: 'Inte det som upptäckts på pass',
    },
    expected: 'Hoppas på',
    fewer: (percent: number) => (percent === 50 ? 'Halvering' : `${percent} procent färre`),
    buffer: 'Ring runt platsen (meter)',
    chosen: 'Veckor som ledde till valet',
    chosenHint: 'De räknas med i året före, men får aldrig vara hela jämförelsen.',
    comparison:
      'Jämförs med samma sorts händelser i övriga kommunen. Före är alltid hela året före.',
    counting: 'Räknar vad provet kan visa …',
    freeze: 'Deklarera och frys',
    needsPlace: 'Insatsen behöver en plats för att kunna utvärderas.',
    declaredOn: (day: string) => `Prov från ${day}`,
    sentence: (what: string, metres: number, weeks: number) =>
      `${what} inom ${metres} meter, ${weeks} veckor efter start.`,
    hoped: (percent: number) =>
      percent < 0 ? `Hoppas på ${-percent} procent färre.` : `Väntar ${percent} procent fler.`,
    late: 'Deklarerat efter start: räknas inte',
    replaced: 'Ersatt av ett nyare prov före start',
    notBegun: 'Har inte börjat. Första siffrorna kommer efter 12 veckor.',
    ring: 'Runt platsen',
    season: (n: number) => `Samma veckor året före: ${n} på platsen.`,
    longTerm: 'På lång sikt',
    steady: 'Bara organisationer som rapporterat hela tiden är räknade.',
    basis: (before: number, after: number, hash: string) =>
      `${before} veckor före, ${after} efter · underlag ${hash}`,
    review: (weeks: number, day: string) => `Avstämning efter ${weeks} veckor (${day})`,
    lately: 'senaste tiden',
    faded: 'Effekten har avtagit: öppnad igen',
    answered: 'Besvara: vi har sett det',
    plot: 'Händelser på platsen före och efter, fyra veckor per stapel',
    before: 'Före',
    after: 'Efter',
    caption: (day: string) => `Streckad linje: start ${day}.`,
    interval: (expected: number, low: number, high: number) =>
      ` Väntat efter: ${expected}. Utfallet med slumpens spelrum: ${low}–${high}.`,
    judge: 'Er bedömning',
    wanted: 'Gav insatsen önskad effekt?',
    inWords: 'Med egna ord',
    judged: (outcome: string, day: string) => `Er bedömning: ${outcome} (${day})`,
  },
};
