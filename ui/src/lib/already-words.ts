// Why a report is asked about, in words that a person can check.
import type { AlreadyView } from './api/types';
import { distanceText } from './geo';
import type { Text } from './text/sv';

export function alreadyReasons(match: AlreadyView, t: Text['already'], locale: string): string[] {
  const hours = Math.floor(match.minutes / 60);
  const time =
    match.minutes === 0
      ? t.sameTime
      : hours === 0
        ? t.minutesApart(match.minutes)
        : t.hoursApart(hours);
  return [
    match.is_same_category ? t.sameCategory : t.kinCategory,
    t.near(distanceText(match.distance_m, locale)),
    time,
  ];
}
