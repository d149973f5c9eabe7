// The code at a checkpoint: a `geo:` address (RFC 5870), as any QR maker writes it, with a name if there is
// one: `geo:57.92935,12.53262;u=5?q=Södra entrén` or `…?q=57.92935,12.53262(Södra entrén)`. On a tag that is to
// open the app it begins with the app's own link instead: `lagesbild://plats/57.92935,12.53262;u=5?q=…`.
import type { Position } from './api/types';

export interface CodedPlace {
  position: Position;
  name: string | null;
}

/** Latitude before longitude, as the standard has it; degrees WGS 84, `u` in metres. */
export function placeIn(read: string): CodedPlace | null {
  const parts = /^(?:geo:|lagesbild:\/\/plats\/)([^?]*)(?:\?(.*))?$/i.exec(read.trim());
  if (!parts) return null;
  const [, place = '', query = ''] = parts;
  const [coordinates = '', ...parameters] = place.split(';');
  const numbers = coordinates.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)));
  const [lat = NaN, lon = NaN] = numbers;
  const given = (name: string) =>
    parameters.find((it) => it.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  // Another reference system than the standard's own is not for us to guess.
  if ((given('crs') ?? 'wgs84').toLowerCase() !== 'wgs84') return null;
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return null;
  const unsure = Number(given('u') ?? NaN);
  const sure = unsure >= 0 ? { accuracy_m: unsure } : {};
  return { position: { lon, lat, ...sure, source: 'checkpoint' }, name: nameIn(query) };
}

function nameIn(query: string): string | null {
  const said = new URLSearchParams(query).get('q') ?? '';
  const label = /^-?[\d.]+,-?[\d.]+(?:\((.*)\))?$/.exec(said);
  return (label ? label[1] : said)?.trim().slice(0, 80) || null;
}
