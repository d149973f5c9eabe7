// The words of handing a measure over, in Swedish.
import type { HandoverWay } from '../api/types';

export const handOver = {
  handOver: {
    title: 'Lämna över',
    before: 'Överlämnat tidigare',
    subject: 'Insats',
    reference: 'Referens',
    file: 'insats',
    position: 'Läge (WGS 84)',
    cut: 'Avkortat. Hela texten finns i filen.',
    kept: 'Överlämnandet är noterat',
    to: 'Till (funktion eller organisation)',
    address: 'E-postadress',
    hint: 'Adressen används bara nu och sparas inte. Det som skrivits i insatsen följer med, läs igenom det först.',
    mail: 'Förbered e-post',
    messageFile: 'E-post som fil',
    table: 'Tabell (CSV)',
    ways: {
      mail: 'e-post',
      message_file: 'e-post som fil',
      table: 'tabell',
    } as Record<HandoverWay, string>,
  },
};
