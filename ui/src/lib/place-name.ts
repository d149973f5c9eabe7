// What a place without a name is called.
import type { Text } from './text/sv';

interface Nameable {
  key: string;
  name: string | null;
  near: string | null;
  near_m?: number | null;
}

export function nameOf(place: Nameable, words: Text['analysis']): string {
  if (place.name) return place.name;
  if (!place.near) return words.list.bareCell(place.key.replace(/^e(-?\d+)n(-?\d+)$/, '$1 / $2'));
  return place.near_m == null
    ? words.watch.nearTo(place.near)
    : words.list.cell(place.near, Math.round(place.near_m / 10) * 10);
}
