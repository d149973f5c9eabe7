// A period of a table in as few letters as it takes: a year, a half, a tertial, a quarter, a month, else its days.
const lengths: [months: number, sign: string][] = [
  [6, 'H'],
  [4, 'T'],
  [3, 'K'],
];

/** Days are YYYY-MM-DD, the last one included. */
export function periodName(from: string, until: string): string {
  const [year = '', month = ''] = from.split('-');
  const after = new Date(Date.parse(`${until}T12:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const months =
    (Number(after.slice(0, 4)) - Number(year)) * 12 + Number(after.slice(5, 7)) - Number(month);
  const isWhole = from.endsWith('-01') && after.endsWith('-01');
  const first = Number(month) - 1;
  if (!isWhole) return `${from}–${until}`;
  if (months === 1) return `${year}-${month}`;
  if (months === 12 && first === 0) return year;
  const part = lengths.find(([length]) => length === months && first % length === 0);
  return part ? `${year} ${part[1]}${first / part[0] + 1}` : `${from}–${until}`;
}
