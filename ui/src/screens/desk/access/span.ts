// How far a clock is off, in the largest unit that fits.
interface Words {
  ahead: (words: string) => string;
  behind: (words: string) => string;
  seconds: (n: number) => string;
  minutes: (n: number) => string;
  hours: (n: number) => string;
  days: (n: number) => string;
}

/** "3 minuter före": positive is ahead of the server. */
export function span(ms: number, words: Words): string {
  const units: [number, (n: number) => string][] = [
    [86_400_000, words.days],
    [3_600_000, words.hours],
    [60_000, words.minutes],
    [1_000, words.seconds],
  ];
  const far = Math.abs(ms);
  const [unit, say] = units.find(([unit]) => far >= unit) ?? [1_000, words.seconds];
  const said = say(Math.round(far / unit));
  return ms > 0 ? words.ahead(said) : words.behind(said);
}
