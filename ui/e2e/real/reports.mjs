// A few made-up reports in the practice town, the same each time but for the day they end on.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { town } from './server.mjs';

const minute = 60_000;
const seen = [
  ['vandalism.graffiti', 'Klotter på fasaden.'],
  ['place.lighting', 'Två lampor trasiga.'],
  ['disorder.gathering', 'Omkring tio personer, hög ljudnivå.'],
  ['traffic.reckless_atractor', 'Mopeder kör fort över torget.'],
  ['vandalism.broken_window', 'Krossad ruta mot gården.'],
  ['place.litter', 'Glas på gångvägen.'],
  ['fire.traces', 'Eldat i papperskorg.'],
  ['theft.bicycle', 'Två lås uppklippta.'],
];

function id(number, at) {
  const time = at.toString(16).padStart(12, '0');
  const tail = number.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`;
}

/** So many reports as lines of NDJSON, one every 47 minutes back from now. */
export async function lines(count, now) {
  const places = JSON.parse(await readFile(join(town, 'places.json'), 'utf8'));
  const list = [];
  for (let n = 0; n < count; n += 1) {
    const at = now - (count - n) * 47 * minute;
    const place = places[(n * 7) % places.length];
    const [category, text] = seen[n % seen.length];
    list.push({
      id: id(n, at),
      observed_at: new Date(at).toISOString(),
      lon: place.lon + ((n % 5) - 2) * 0.0003,
      lat: place.lat + ((n % 3) - 1) * 0.0002,
      accuracy_m: 8 + (n % 4) * 5,
      category,
      severity: n % 3 === 0 ? 2 : 1,
      text,
      org: 'Vaktbolaget Norr',
      actor: 'guard',
    });
  }
  return list.map((it) => `${JSON.stringify(it)}\n`).join('');
}
