// What a place in an operation is called: `note`, `review.question`, `answers` …
import type { Text } from '$lib/text/sv';

export function placeName(places: Text['masking']['places'], place: string): string {
  const last = place.split('.').at(-1) ?? place;
  return last in places ? places[last as keyof typeof places] : places.other;
}
