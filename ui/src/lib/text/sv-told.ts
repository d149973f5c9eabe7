// What reporters are told of their reports, in Swedish.
import type { FeedbackStage, Outcome } from '../api/types';
import { plural } from './plural';

const steps: Record<FeedbackStage, string> = {
  briefing: 'Pågår',
  decided: 'En insats är beslutad',
  done: 'Insatsen är klar',
  after12: 'Efter 3 månader',
  after26: 'Efter 6 månader',
  after52: 'Efter ett år',
  judged: 'Bedömd',
};
const judged: Record<Outcome, string> = {
  yes: 'Bedömning: det hjälpte',
  partly: 'Bedömning: det hjälpte delvis',
  no: 'Bedömning: det hjälpte inte',
  unclear: 'Bedömning: det går inte att avgöra om det hjälpte',
};

export const told = {
  told: {
    week: 'Veckans brief',
    title: 'Återkoppling',
    choose: 'Visa',
    steps,
    judged,
    none: 'Ingen återkoppling än',
    noneHint: 'När något beslutas om det du har rapporterat står det här, även utan nät.',
    yours: (n: number) => plural(n, 'Din rapport ingick', `Dina ${n} rapporter ingick`),
    theirs: (n: number) =>
      plural(n, 'En rapport från organisationen', `${n} rapporter från organisationen`),
    reported: 'Rapporterat',
    of: (all: number | undefined, organisations: number | undefined) => {
      if (all === undefined) return 'Färre än 3 andra rapporter, antalet visas inte';
      const reports = plural(all, '1 rapport', `${all} rapporter`);
      return organisations === undefined
        ? reports
        : `${reports} från ${plural(organisations, '1 organisation', `${organisations} organisationer`)}`;
    },
    faded: (words: string) => `${words}. Effekten har avtagit, frågan är öppnad igen`,
    before: (events: number, weeks: number) =>
      `Före: ${events} händelser på ${plural(weeks, '1 vecka', `${weeks} veckor`)}`,
    after: (events: number | undefined, weeks: number) =>
      `Efter: ${events ?? 'färre än 3'} händelser på ${plural(weeks, '1 vecka', `${weeks} veckor`)}`,
    inThrees: 'Antalen är avrundade nedåt till hela tretal.',
    ongoing: 'Insatser just nu',
    until: (day: string) => `till ${day}`,
  },
};
