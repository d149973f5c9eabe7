// What a satellite receiver says, sentence by sentence (NMEA 0183): a night's walk that was logged can be
// walked again. Only sentences whose checksum is right are believed.
import type { Coordinates } from '../../position';

export interface Heard extends Coordinates {
  /** Milliseconds since the day began, UTC. */
  ofDay: number;
}

/** Metres that one unit of HDOP stands for, where the receiver does not say its error itself. */
const metres_per_hdop = 5;

/** Degrees and minutes in one number, as `5755.761` for 57° 55.761′. */
function degrees(text: string, side: string): number {
  const number = Number.parseFloat(text);
  const whole = Math.floor(number / 100);
  const value = whole + (number - whole * 100) / 60;
  return side === 'S' || side === 'W' ? -value : value;
}

function fieldsOf(line: string): string[] | null {
  const parts = /^\$([^*]+)\*([0-9A-F]{2})\s*$/i.exec(line);
  if (!parts) return null;
  const [, body = '', sum = ''] = parts;
  const computed = [...body].reduce((all, letter) => all ^ letter.charCodeAt(0), 0);
  return computed === Number.parseInt(sum, 16) ? body.split(',') : null;
}

/** The fixes in a log, from its GGA sentences, with the error of the GST before where there is one. */
export function heardIn(log: string): Heard[] {
  const found: Heard[] = [];
  let error_m: number | null = null;
  for (const line of log.split(/\r?\n/)) {
    const fields = fieldsOf(line);
    if (!fields) continue;
    const [name = '', at = '', lat = '', north = '', lon = '', east = '', quality, , hdop = ''] =
      fields;
    if (name.endsWith('GST')) {
      const [, , , , , , south_m = '', west_m = ''] = fields;
      error_m = Math.hypot(Number.parseFloat(south_m), Number.parseFloat(west_m));
    }
    if (!name.endsWith('GGA') || quality === '0') continue;
    const seconds = Number(at.slice(0, 2)) * 3600 + Number(at.slice(2, 4)) * 60;
    found.push({
      longitude: degrees(lon, east),
      latitude: degrees(lat, north),
      accuracy: error_m ?? Number.parseFloat(hdop) * metres_per_hdop,
      ofDay: Math.round((seconds + Number.parseFloat(at.slice(4))) * 1000),
      // Eight is a simulator's own word for itself.
      ...(quality === '8' ? { mock: true } : {}),
    });
    error_m = null;
  }
  return found;
}
