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
    system: 'Till ett annat system',
    chooseSystem: 'Välj system',
    systemHint:
      'Servern skickar insatsen dit så snart den kan och försöker igen i tre dygn. Om ord i den väntar på granskning skickas den först efteråt.',
    send: 'Skicka till systemet',
    willBeSent: 'Insatsen skickas till systemet',
    onItsWay: 'på väg till systemet',
    taken: (when: string) => `mottaget av systemet ${when}`,
    notTaken: (attempts: number) =>
      attempts === 0
        ? 'gick inte att skicka. Den som förvaltar systemet ser varför.'
        : `inte mottaget efter ${attempts} försök. Den som förvaltar systemet kan skicka igen.`,
    ways: {
      mail: 'e-post',
      message_file: 'e-post som fil',
      table: 'tabell',
      webhook: 'annat system',
    } as Record<HandoverWay, string>,
  },
};
