// The week by hours as squares whose size tells how many: readable without colour.
export interface Square {
  day: number;
  hour: number;
  weight: number;
  x: number;
  y: number;
  side: number;
}

/** One square an hour in a grid of cells; the area follows the weight, the largest fills its cell. */
export function hourSquares(week: number[][], cell: number): Square[] {
  const most = Math.max(0, ...week.flat());
  return week.flatMap((hours, day) =>
    hours.map((weight, hour) => {
      const side = most > 0 ? Math.sqrt(weight / most) * (cell - 3) : 0;
      return {
        day,
        hour,
        weight,
        x: hour * cell + (cell - side) / 2,
        y: day * cell + (cell - side) / 2,
        side,
      };
    }),
  );
}

/** The part of the week that holds most: weekend or not, which quarter of the day, how many. */
export function busiest(week: number[][]): { isWeekend: boolean; part: number; weight: number } {
  const parts = foldParts(week);
  let best = { isWeekend: false, part: 0, weight: -1 };
  parts.forEach((row, n) =>
    row.forEach((weight, part) => {
      if (weight > best.weight) best = { isWeekend: n === 1, part, weight };
    }),
  );
  return best;
}

/** Weekdays and weekend by four parts of the day. */
export function foldParts(week: number[][]): number[][] {
  const parts = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  week.forEach((hours, day) =>
    hours.forEach((weight, hour) => {
      const row = parts[day >= 5 ? 1 : 0];
      if (row) row[Math.floor(hour / 6)] = (row[Math.floor(hour / 6)] ?? 0) + weight;
    }),
  );
  return parts;
}
