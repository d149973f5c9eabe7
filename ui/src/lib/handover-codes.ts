// The codes of a hand-over as they are read, in any order and any number of times. Whether what they hold
// is whole is judged by whoever takes it in; here only the place of each code in its series is read.

const shape = /^LBP1\.[0-9a-f]+\.([0-9a-f]+)\.([1-9]\d{0,5})\.([1-9]\d{0,5})\.[\w-]+$/;

export interface Code {
  series: string;
  number: number;
  count: number;
  text: string;
}

export function codeOf(read: string): Code | null {
  const text = read.trim();
  const [, series, number, count] = shape.exec(text) ?? [];
  if (!series || Number(number) > Number(count)) return null;
  return { series, number: Number(number), count: Number(count), text };
}

/** The series with another code in it. A code of another series begins that one. */
export function withCode(codes: readonly Code[], code: Code): Code[] {
  const series = codes.filter((it) => it.series === code.series && it.count === code.count);
  if (series.some((it) => it.number === code.number)) return series;
  return [...series, code].sort((one, other) => one.number - other.number);
}

/** The numbers that have not been read yet. */
export function missing(codes: readonly Code[]): number[] {
  const count = codes[0]?.count ?? 0;
  const read = new Set(codes.map((it) => it.number));
  return Array.from({ length: count }, (_, at) => at + 1).filter((number) => !read.has(number));
}

export const isWhole = (codes: readonly Code[]) => codes.length > 0 && missing(codes).length === 0;

/** As it is handed in: a code a line. */
export function lines(codes: readonly Code[]): Uint8Array {
  return new TextEncoder().encode(codes.map((it) => it.text).join('\n'));
}
