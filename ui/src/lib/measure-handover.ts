// A measure on its way to somebody who does not work in here: as a prepared message, and as a table.
// Pure functions: who sends it, and that it was sent, is said elsewhere.
import type { MeasureView } from './api/types';

/** What stands in a message, each line a word and what it says. */
export interface MeasureLetter {
  subject: string;
  lines: [string, string][];
  /** Whoever answers writes this along, so that the answer finds its measure. */
  reference: string;
}

/** The longest address that mail programs take. */
const MAILTO_MAX = 1_900;

/** The words of a letter, a line each. */
export function letterText({ lines, reference }: MeasureLetter): string {
  return [...lines.map(([word, what]) => `${word}: ${what}`), '', reference].join('\r\n');
}

/** A prepared message for the mail program of whoever sends it. What is too long for an address is cut, and says so. */
export function mailTo(address: string, letter: MeasureLetter, cut: string): string {
  const to = encodeURIComponent(address.trim()).replaceAll('%40', '@');
  const of = (text: string) =>
    `mailto:${to}?subject=${encodeURIComponent(letter.subject)}&body=${encodeURIComponent(text)}`;
  const whole = letterText(letter);
  if (of(whole).length <= MAILTO_MAX) return of(whole);
  const tail = `\r\n${cut}\r\n${letter.reference}`;
  const letters = [...whole];
  while (letters.length > 0 && of(letters.join('') + tail).length > MAILTO_MAX) {
    letters.splice(-16);
  }
  return of(letters.join('') + tail);
}

/** The same as a file that mail programs open as an unsent message. */
export function messageFile(address: string, letter: MeasureLetter): string {
  // A line break in a header would begin another header.
  const clean = (text: string) => text.replace(/\s+/g, ' ').trim();
  const head = [
    ...(address.trim() ? [`To: ${clean(address)}`] : []),
    `Subject: ${encodedWords(clean(letter.subject))}`,
    'X-Unsent: 1',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  const body = base64(letterText(letter)).replace(/.{76}/g, '$&\r\n');
  return `${head.join('\r\n')}\r\n\r\n${body}\r\n`;
}

/** A header's words as RFC 2047 wants them, a few letters each so that none is longer than 75. */
function encodedWords(text: string): string {
  const letters = [...text];
  const words: string[] = [];
  for (let n = 0; n < letters.length; n += 12) {
    words.push(`=?utf-8?B?${base64(letters.slice(n, n + 12).join(''))}?=`);
  }
  return words.join('\r\n ');
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** A column of the table: its head, and what it says of a measure. */
export type Column = [string, (measure: MeasureView) => string | number | null];

/** A table for a Swedish spreadsheet: semicolons, and letters that it reads rightly. Nothing in it is a formula. */
export function tableOf(columns: Column[], measures: MeasureView[]): string {
  const rows = measures.map((it) => columns.map(([, of]) => cell(of(it))).join(';'));
  return `\ufeff${[columns.map(([head]) => cell(head)).join(';'), ...rows].join('\r\n')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
