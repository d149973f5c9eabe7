// What a device tells of where and when, in every state it can be in, and how it reaches the report.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend } from './api/fake';
import { heardIn } from './api/fake/nmea';
import { positionsOf, walkedAgain } from './api/fake/positions';
import { phonePosition, troubleIn, type PhonePlace } from './api/phone-position';
import type { CategoryCode, Position } from './api/types';
import { browserPosition, fixOf, positionSource, type PositionTrouble } from './position';
import { CaptureState } from './state/capture.svelte';
import { Whereabouts } from './state/whereabouts.svelte';

const now = Date.parse('2026-11-23T02:30:00Z');
const square = { longitude: 12.5335, latitude: 57.93, accuracy: 7.6 };
const stage = { role: 'reporter', shell: 'app', state: 'empty', count: 0 } as const;

beforeEach(() => {
  vi.useFakeTimers({ now });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A browser whose device is played by the test. */
function device() {
  let tell: PositionCallback = () => undefined;
  let refuse: PositionErrorCallback = () => undefined;
  let watches = 0;
  const geolocation = {
    watchPosition: (told: PositionCallback, refused: PositionErrorCallback) => {
      watches += 1;
      tell = told;
      refuse = refused;
      return watches;
    },
    clearWatch: () => undefined,
  } as unknown as Geolocation;
  return {
    geolocation,
    watches: () => watches,
    fix: (accuracy: number, at = now + 0.4) =>
      tell({ coords: { ...square, accuracy }, timestamp: at } as GeolocationPosition),
    fail: (code: number) => refuse({ code } as GeolocationPositionError),
  };
}

it('hands on the time that came with a position', () => {
  const { geolocation, fix } = device();
  const heard: number[] = [];
  const where = new Whereabouts(browserPosition(geolocation), (at) => heard.push(at));
  where.hold();
  fix(7.6);
  expect(heard).toEqual([now]);
  expect(where.fix).toEqual({ lon: 12.5335, lat: 57.93, accuracy_m: 8, source: 'gps' });
});

it.each([
  [1, 'denied'],
  [2, 'unavailable'],
  [3, 'timeout'],
])('calls trouble %s of a browser %s, until a fix comes', (code, trouble) => {
  const { geolocation, fix, fail } = device();
  const where = new Whereabouts(browserPosition(geolocation));
  where.hold();
  fail(code);
  expect(where.failure).toBe(trouble);
  expect(where.best(now)).toBeNull();
  fix(8);
  expect(where.failure).toBeNull();
});

it('asks again when the person allows it later, and says when it is taken back', async () => {
  const { geolocation, watches, fail } = device();
  const status = { state: 'prompt', onchange: null as null | (() => void) };
  const permissions = { query: async () => status as unknown as PermissionStatus };
  const where = new Whereabouts(browserPosition(geolocation, permissions));
  const release = where.hold();
  await vi.advanceTimersByTimeAsync(0);
  fail(1);
  status.state = 'granted';
  status.onchange?.();
  expect(watches()).toBe(2);
  status.state = 'denied';
  status.onchange?.();
  expect(where.failure).toBe('denied');
  release();
  expect(status.onchange).toBeNull();
});

it('says that a silent device takes long, and no more when nobody waits for it', () => {
  const where = new Whereabouts(positionsOf('silent') ?? browserPosition(device().geolocation));
  const release = where.hold();
  vi.advanceTimersByTime(29_999);
  expect(where.failure).toBeNull();
  vi.advanceTimersByTime(1);
  expect(where.failure).toBe('timeout');
  release();
  const again = where.hold();
  expect(where.failure).toBeNull();
  again();
  vi.advanceTimersByTime(60_000);
  expect(where.failure).toBeNull();
});

it('runs the positioning as long as anybody wants it', () => {
  const { geolocation, watches } = device();
  const clear = vi.spyOn(geolocation, 'clearWatch');
  const where = new Whereabouts(browserPosition(geolocation));
  const [one, other] = [where.hold(), where.hold()];
  one();
  one();
  expect(clear).not.toHaveBeenCalled();
  other();
  expect(clear).toHaveBeenCalledOnce();
  expect(watches()).toBe(1);
});

it('never gives a report a position that is old, however the clock was moved', () => {
  const { geolocation, fix } = device();
  const where = new Whereabouts(browserPosition(geolocation));
  where.hold();
  fix(8);
  expect(where.best(now + 60_000)).not.toBeNull();
  expect(where.best(now + 3 * 60_000)).toBeNull();
  // The phone is set to 1980 while it runs.
  expect(where.best(Date.parse('1980-01-06T00:00:00Z'))).toBeNull();
  expect(where.isOld(now + 3 * 60_000)).toBe(true);
});

it('does not believe numbers that the device does not believe in itself', () => {
  expect(fixOf({ ...square, accuracy: -1 })).toBeNull();
  expect(fixOf({ ...square, latitude: Number.NaN })).toBeNull();
  expect(fixOf({ ...square, accuracy: Number.POSITIVE_INFINITY })).not.toHaveProperty('accuracy_m');
});

/** A phone's plugin that is played by the test. */
function plugin(mayKnow: () => Promise<boolean>) {
  let hear: (said: PhonePlace | string) => void = () => undefined;
  const ended = vi.fn();
  const source = phonePosition({
    mayKnow,
    watch: async (heard) => {
      hear = heard;
      return ended;
    },
  });
  return { source, ended, say: (said: PhonePlace | string) => hear(said) };
}

it('takes a fix of the phone with its flag, and stops the phone when it is over', async () => {
  const { source, ended, say } = plugin(async () => true);
  const where = new Whereabouts(source);
  const release = where.hold();
  await vi.advanceTimersByTimeAsync(0);
  say({ coords: { ...square, mock: true }, timestamp: now });
  expect(where.fix).toMatchObject({ accuracy_m: 8, mock: true, source: 'gps' });
  release();
  expect(ended).toHaveBeenCalledOnce();
  say({ coords: { ...square, longitude: 13 }, timestamp: now });
  expect(where.fix?.lon).toBe(12.5335);
});

it.each<[string, PositionTrouble]>([
  ['Location disabled.', 'off'],
  ['Location services are disabled.', 'off'],
  ['Location services are not enabled.', 'off'],
  ['Location permission was denied.', 'denied'],
  ['Google Play Services unavailable.', 'unavailable'],
  ['Location unavailable.', 'unavailable'],
])('reads what the phone says: %s', (said, trouble) => {
  expect(troubleIn(said)).toBe(trouble);
});

it.each<[string, () => Promise<boolean>, PositionTrouble]>([
  ['nobody allows it', () => Promise.resolve(false), 'denied'],
  ['it is switched off', () => Promise.reject('Location services are disabled.'), 'off'],
])('says what is wrong on a phone where %s', async (_, mayKnow, trouble) => {
  const where = new Whereabouts(plugin(mayKnow).source);
  where.hold();
  await vi.advanceTimersByTimeAsync(0);
  expect(where.failure).toBe(trouble);
});

it('keeps the flag of a made-up position in the report', async () => {
  const backend = fakeBackend({ ...stage, position: 'mock' });
  const where = new Whereabouts(positionSource(backend));
  where.hold();
  const capture = new CaptureState(backend, where);
  await capture.save('disorder' as CategoryCode, {}, null);
  expect(capture.safety.state).toBe('safe');
  expect((await backend.myReports())[0]?.observation.position?.mock).toBe(true);
});

it.each(['denied', 'off', 'unavailable', 'silent', 'manual'])(
  'saves at once where the position is %s',
  async (position) => {
    const backend = fakeBackend({ ...stage, position });
    const where = new Whereabouts(positionSource(backend));
    where.hold();
    const capture = new CaptureState(backend, where);
    await capture.save('fire' as CategoryCode, {}, null);
    expect(capture.safety.state).toBe('safe');
    expect((await backend.myReports())[0]?.observation.position).toBeNull();
  },
);

/** A report that was saved with a fix of 70 m, and the accuracies that are told in the seconds after. */
async function improved(later: [number, number][]): Promise<Position[]> {
  const { geolocation, fix } = device();
  const backend = fakeBackend(stage);
  const amended: Position[] = [];
  const { amend } = backend;
  backend.amend = (id, amendment) => {
    if (amendment.position) amended.push(amendment.position);
    return amend(id, amendment);
  };
  const where = new Whereabouts(browserPosition(geolocation));
  where.hold();
  fix(70);
  const capture = new CaptureState(backend, where);
  await capture.save('disorder' as CategoryCode, {}, null);
  let passed = 0;
  for (const [at, accuracy] of later) {
    vi.advanceTimersByTime(at - passed);
    passed = at;
    fix(accuracy);
  }
  vi.advanceTimersByTime(10_000);
  return amended;
}

it('amends once, with the surest fix of eight seconds', async () => {
  const [only, more] = await improved([
    [1_000, 45],
    [3_000, 20],
    [5_000, 60],
    [9_000, 4],
  ]);
  expect(only?.accuracy_m).toBe(20);
  expect(more).toBeUndefined();
});

it('does not wait eight seconds for a fix that is sure', async () => {
  const fixes = await improved([
    [1_000, 6],
    [2_000, 3],
  ]);
  expect(fixes.map((it) => it.accuracy_m)).toEqual([6]);
});

const log = [
  '$GPGGA,071200.00,5755.758,N,01231.960,E,1,05,9.0,70.0,M,38.0,M,,*5E',
  '$GPGST,071204.00,,,,,3.0,4.0,6.0*56',
  '$GPGGA,071204.00,5755.761,N,01231.957,E,1,09,1.4,69.0,M,38.0,M,,*5C',
  '$GPGGA,071206.00,5755.761,N,01231.957,E,8,09,1.4,69.0,M,38.0,M,,*57',
  '$GPGGA,071207.00,,,,,0,00,99.9,,M,,M,,*5C',
  '$GPGGA,071208.00,5755.761,N,01231.957,E,1,09,1.4,69.0,M,38.0,M,,*00',
  '$GPGGA,235959.50,3352.128,S,07040.260,W,1,09,1.0,520.0,M,38.0,M,,*68',
].join('\r\n');

it('reads the log of a satellite receiver, and nothing whose checksum is wrong', () => {
  const heard = heardIn(log);
  expect(heard).toHaveLength(4);
  expect(heard[0]).toMatchObject({ accuracy: 45, ofDay: 25_920_000 });
  expect(heard[0]?.latitude).toBeCloseTo(57.9293, 4);
  expect(heard[0]?.longitude).toBeCloseTo(12.53267, 4);
  expect(heard[1]?.accuracy).toBe(5);
  expect(heard[2]?.mock).toBe(true);
  expect(heard[3]).toMatchObject({ ofDay: 86_399_500 });
  expect(heard[3]?.latitude).toBeCloseTo(-33.8688, 4);
  expect(heard[3]?.longitude).toBeCloseTo(-70.671, 4);
});

it('walks a log again, one fix after another', () => {
  const where = new Whereabouts(walkedAgain(log));
  const release = where.hold();
  expect(where.fix?.accuracy_m).toBe(45);
  vi.advanceTimersByTime(700);
  expect(where.fix?.accuracy_m).toBe(5);
  vi.advanceTimersByTime(700);
  expect(where.fix?.mock).toBe(true);
  release();
});
