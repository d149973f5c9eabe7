// Bars, the stepped line of the bound, and the breaks, as coordinates.
import type { TrendWeek } from '../api/types';

export interface TrendShape {
  bars: {
    week: TrendWeek;
    x: number;
    y: number;
    width: number;
    height: number;
    isInside: boolean;
  }[];
  /** The bound as one path, broken where there is none. */
  bound: string;
  breaks: { x: number; week: TrendWeek }[];
  ticks: { y: number; value: number }[];
  top: number;
}

/** A round number at or above `value`, on steps of 1, 2 and 5. */
export function roundUp(value: number): number {
  const ten = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return ([1, 2, 5, 10].find((step) => step * ten >= value) ?? 10) * ten;
}

export function trendShape(
  weeks: TrendWeek[],
  from: string,
  { width, height }: { width: number; height: number },
): TrendShape {
  const most = Math.max(4, ...weeks.map((it) => Math.max(it.events, it.bound ?? 0)));
  const top = roundUp(most);
  const step = width / Math.max(weeks.length, 1);
  const y = (n: number) => height - (n / top) * height;
  let bound = '';
  let isOn = false;
  weeks.forEach((week, n) => {
    if (week.bound === null) {
      isOn = false;
      return;
    }
    const level = y(week.bound + 0.5).toFixed(1);
    bound += `${isOn ? 'L' : 'M'}${(n * step).toFixed(1)} ${level}H${((n + 1) * step).toFixed(1)}`;
    isOn = true;
  });
  const gap = Math.min(3, step * 0.25);
  return {
    bars: weeks.map((week, n) => ({
      week,
      x: n * step + gap / 2,
      y: y(week.events),
      width: Math.max(step - gap, 1),
      height: height - y(week.events),
      isInside: week.monday >= from,
    })),
    bound,
    breaks: weeks.flatMap((week, n) => (week.is_break ? [{ x: n * step, week }] : [])),
    ticks: [0, top / 2, top].map((value) => ({ y: y(value), value })),
    top,
  };
}
