import { expect, test } from 'vitest';
import type { MeasureView } from './api/types';
import { letterText, mailTo, messageFile, tableOf, type MeasureLetter } from './measure-handover';

const letter: MeasureLetter = {
  subject: 'Byt lampor i gångtunneln',
  lines: [
    ['Plats', 'Stationen & torget'],
    ['Klar senast', '4 dec 2026'],
  ],
  reference: 'Referens: 0001',
};

test('a prepared message keeps its letters, and its address is one', () => {
  const url = new URL(mailTo('drift@example.se', letter, 'avkortat'));
  expect(url.pathname).toBe('drift@example.se');
  expect(url.searchParams.get('subject')).toBe(letter.subject);
  expect(url.searchParams.get('body')).toBe(letterText(letter));
  const sly = mailTo('a@b.se?bcc=x@y.se&body=z', letter, 'avkortat');
  expect(new URL(sly).searchParams.get('bcc')).toBe(null);
});

test('what is too long for an address is cut and says so', () => {
  const long: MeasureLetter = { ...letter, lines: [['Text', 'å'.repeat(3_000)]] };
  const url = mailTo('drift@example.se', long, 'avkortat');
  expect(url.length).toBeLessThanOrEqual(1_900);
  const body = new URL(url).searchParams.get('body') ?? '';
  expect(body.endsWith('avkortat\r\nReferens: 0001')).toBe(true);
});

test('a message file opens unsent, and nobody smuggles a header into it', () => {
  const file = messageFile('a@b.se\r\nBcc: x@y.se', { ...letter, subject: 'Rad\r\nBcc: x@y.se' });
  const [head = '', body = ''] = file.split('\r\n\r\n');
  expect(head.split('\r\n').filter((line) => line.startsWith('Bcc:'))).toEqual([]);
  expect(head).toContain('X-Unsent: 1');
  const bytes = Uint8Array.from(atob(body.replaceAll('\r\n', '')), (it) => it.charCodeAt(0));
  expect(new TextDecoder().decode(bytes)).toBe(letterText(letter));
  expect(head.split('\r\n').every((line) => line.length <= 76)).toBe(true);
});

test('a table opens in a Swedish spreadsheet and holds no formula', () => {
  const measure = { title: '=HYPERLINK("x")', cost_sek: -5, note: 'a;b\nc' } as MeasureView;
  const table = tableOf(
    [
      ['Vad', (it) => it.title],
      ['Kostnad', (it) => it.cost_sek],
      ['Text', (it) => it.note],
    ],
    [measure],
  );
  expect(table.startsWith('\ufeffVad;Kostnad;Text\r\n')).toBe(true);
  expect(table).toContain(`"'=HYPERLINK(""x"")";-5;"a;b\nc"`);
});
