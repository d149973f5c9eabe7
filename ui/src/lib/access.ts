// What *Enheter* says of a device: which state it is in, and what somebody should look at.
import type { DeviceAccess } from './api/types';

export type DeviceState = 'open' | 'never' | 'revoked' | 'wipe_waits' | 'wipe_told';
export type Worry =
  'silent' | 'unsent' | 'gaps' | 'clock' | 'set_aside' | 'old_app' | 'turned_back';

const day_ms = 86_400_000;
/** A device that should have been heard of by then. */
const silent_ms = 14 * day_ms;
/** Clocks further off than this are told. */
export const clock_worry_ms = 60_000;
/** Restores that one device has seen before it is worth a look. */
const lives_worry = 3;

export function stateOf(device: DeviceAccess): DeviceState {
  if (device.revoked_at === null) return device.last_seen_at === null ? 'never' : 'open';
  if (device.wipe === null) return 'revoked';
  return device.wipe_told_at === null ? 'wipe_waits' : 'wipe_told';
}

/** The version at the end of "name/1.2.3"; the text itself where there is none. */
export function versionOf(app: string): string {
  return /\/?(\d+(?:\.\d+)+\S*)$/.exec(app)?.[1] ?? app;
}

function older(version: string, than: string): boolean {
  const parts = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [parts(version), parts(than)];
  for (let n = 0; n < Math.max(a.length, b.length); n += 1) {
    const step = (a[n] ?? 0) - (b[n] ?? 0);
    if (step !== 0) return step < 0;
  }
  return false;
}

/** The newest version any device has. */
export function newestApp(devices: DeviceAccess[]): string {
  return devices
    .map((device) => versionOf(device.app))
    .filter((version) => /^\d/.test(version))
    .reduce((newest, version) => (newest && !older(newest, version) ? newest : version), '');
}

/** What is worth a look, the gravest first; nothing of a device that has no access. */
export function worriesOf(device: DeviceAccess, now: number, newest: string): Worry[] {
  if (device.revoked_at !== null) return [];
  const seen = device.last_seen_at;
  const found: [Worry, boolean][] = [
    ['gaps', device.gaps > 0],
    ['turned_back', device.lives_begun >= lives_worry],
    ['set_aside', device.set_aside > device.gaps],
    ['silent', seen !== null && now - seen > silent_ms],
    ['unsent', device.waiting > 0],
    ['clock', Math.abs(device.clock_error_ms ?? 0) > clock_worry_ms],
    ['old_app', /\d/.test(device.app) && older(versionOf(device.app), newest)],
  ];
  return found.filter(([, is]) => is).map(([worry]) => worry);
}
