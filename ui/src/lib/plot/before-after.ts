// Bars of four weeks on both sides of a start, and the band of what was expected after it.
import type { FollowUp } from '../api/types';

export interface BeforeAfterShape {
  bars: { x: number; y: number; width: number; height: number; isAfter: boolean }[];
  start: number;
  band: { x: number; y: number; width: number; height: number; middle: number } | null;
}

export function beforeAfterShape(
  { bars, effect, after_weeks }: FollowUp,
  { width, height }: { width: number; height: number },
): BeforeAfterShape {
  const weeks = bars.reduce((sum, it) => sum + it.weeks, 0);
  const step = width / Math.max(weeks, 1);
  // A shorter last bar is drawn at its pace, so that it does not look like a fall.
  const pace = (it: { events: number; weeks: number }) => (it.events / it.weeks) * 4;
  const figure = effect.answer === 'figure' ? effect.value : null;
  const ofFour = (events: number) => (events / Math.max(after_weeks, 1)) * 4;
  const most = Math.max(4, ...bars.map(pace), ofFour(figure?.high ?? 0));
  const y = (n: number) => height - (n / most) * height;
  let x = 0;
  const drawn = bars.map((it) => {
    const bar = {
      x: x + 0.75,
      y: y(pace(it)),
      width: Math.max(it.weeks * step - 1.5, 1),
      height: height - y(pace(it)),
      isAfter: it.is_after,
    };
    x += it.weeks * step;
    return bar;
  });
  const before = bars.filter((it) => !it.is_after).reduce((sum, it) => sum + it.weeks, 0);
  const start = before * step;
  const band = figure && {
    x: start,
    width: width - start,
    y: y(ofFour(figure.high)),
    height: y(ofFour(figure.low)) - y(ofFour(figure.high)),
    middle: y(ofFour(figure.expected)),
  };
  return { bars: drawn, start, band };
}
