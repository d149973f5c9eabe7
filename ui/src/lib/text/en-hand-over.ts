// The words of handing a measure over, in English.
import type { handOver as swedish } from './sv-hand-over';

export const handOver: typeof swedish = {
  handOver: {
    title: 'Hand over',
    before: 'Handed over before',
    subject: 'Measure',
    reference: 'Reference',
    file: 'measure',
    position: 'Position (WGS 84)',
    cut: 'Cut. All of it is in the file.',
    kept: 'It is noted that it was handed over',
    to: 'To (function or organisation)',
    address: 'E-mail address',
    hint: 'The address is used now only and not kept. What is written in the measure goes along: read it first.',
    mail: 'Prepare e-mail',
    messageFile: 'E-mail as a file',
    table: 'Table (CSV)',
    system: 'To another system',
    chooseSystem: 'Choose a system',
    systemHint:
      'The server sends the measure there as soon as it can and tries again for three days. If words in it wait for review, it is sent after that.',
    send: 'Send to the system',
    willBeSent: 'The measure will be sent to the system',
    onItsWay: 'on its way to the system',
    taken: (when: string) => `taken by the system ${when}`,
    notTaken: (attempts: number) =>
      attempts === 0
        ? 'could not be sent. Whoever runs the system sees why.'
        : `not taken after ${attempts} attempts. Whoever runs the system can send it again.`,
    ways: {
      mail: 'e-mail',
      message_file: 'e-mail as a file',
      table: 'table',
      webhook: 'another system',
    },
  },
};
