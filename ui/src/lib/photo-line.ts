// How far the photos of a report have come, in one line.
import type { PhotoDelivery, PhotoView } from './api/types';
import type { Text } from './text/sv';

export function photoLine(photos: PhotoView[], t: Text['photos']): string {
  const all = photos.length;
  const first = (state: PhotoDelivery) =>
    photos.findIndex(({ delivery }) => delivery === state) + 1;
  const refused = first('refused');
  if (refused > 0) return `${t.one(refused)} ${t.states.refused}`;
  const waiting = first('on_phone');
  if (waiting > 0) return t.waiting(waiting, all);
  const elsewhere = first('elsewhere');
  if (elsewhere > 0) return `${t.one(elsewhere)} ${t.states.elsewhere}`;
  return t.all(all);
}
