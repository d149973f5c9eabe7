// The phone's plugins, played by the test: what they are asked, and what becomes of their answers.
import { beforeEach, expect, it, vi } from 'vitest';
import type { Device } from '../device';
import { tick } from '../haptics';
import { useDevice } from '../device';
import { PatrolState } from '../state/patrol.svelte';
import { followPass } from '../state/pocket';
import { sv } from '../text/sv';
import { isPhone, phoneDevice, type Bridge, type WalkedPlace } from './phone-device';

const began = Date.parse('2026-11-23T02:00:00Z');
const minute = 60_000;

type Answers = Record<string, (input: Record<string, unknown>) => unknown>;

/** A phone whose Kotlin or Swift is played by the test. */
function phone(answers: Answers = {}) {
  const asked: [string, Record<string, unknown>][] = [];
  const heard: { say: (said: WalkedPlace | string) => void } = { say: () => undefined };
  const usual: Answers = {
    'notification|is_permission_granted': () => true,
    'patrol|missed': () => ({ places: [] }),
  };
  const bridge: Bridge = {
    call: async <T>(command: string, input: Record<string, unknown> = {}) => {
      asked.push([command, input]);
      return ({ ...usual, ...answers }[command]?.(input) ?? null) as T;
    },
    channel: (hear) => {
      heard.say = hear as typeof heard.say;
      return 'channel';
    },
  };
  const names = () => asked.map(([command]) => command);
  return {
    device: phoneDevice(bridge),
    asked,
    names,
    say: (it: WalkedPlace | string) => heard.say(it),
  };
}

/** Somebody who walks 30 m a minute to the north. */
function place(number: number, more: Partial<WalkedPlace['coords']> = {}): WalkedPlace {
  const coords = { longitude: 12.53, latitude: 57.93 + number * 0.00027, accuracy: 8, ...more };
  const heard = began + number * minute;
  return { number, heard, timestamp: heard - 200, coords };
}

/** All that was promised until now has come. */
const settled = () => new Promise((done) => setTimeout(done));

async function walking(device: Device) {
  const patrol = new PatrolState();
  patrol.start('pass-1', began);
  const pass = followPass(device, patrol, sv.patrol.notice);
  await settled();
  const minutes = () => patrol.current?.track.map(({ at }) => (at - began) / minute);
  return { patrol, pass, minutes };
}

beforeEach(() => {
  globalThis.localStorage?.clear();
  useDevice(null);
});

it.each([
  ['Mozilla/5.0 (Linux; Android 15)', 5, true],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0, false],
  ['Mozilla/5.0 (X11; Linux x86_64)', 10, false],
])('knows a phone from a computer: %s with %i fingers', (platform, touchPoints, is) => {
  expect(isPhone({ platform, touchPoints })).toBe(is);
});

it('begins a pass with the words of its notification, and ends it', async () => {
  const { device, asked, names } = phone();
  const { pass } = await walking(device);
  expect(asked.find(([command]) => command === 'patrol|begin')?.[1]).toEqual({
    pass: 'pass-1',
    words: { title: 'Pass pågår', text: 'GPS på, bara under pass', group: 'Pass som pågår' },
    channel: 'channel',
  });
  pass.end();
  expect(names().at(-1)).toBe('patrol|end');
});

it('asks once whether notices are wanted, and walks on when they are not', async () => {
  const { device, names } = phone({
    'notification|is_permission_granted': () => null,
    'notification|request_permission': () => 'denied',
  });
  await walking(device);
  expect(names().filter((it) => it === 'notification|request_permission')).toHaveLength(1);
  expect(names()).toContain('patrol|begin');
});

it('draws the line from what the phone heard, with the time it was heard at', async () => {
  const { device, say } = phone();
  const { minutes } = await walking(device);
  for (const number of [1, 2, 3]) say(place(number));
  expect(minutes()).toEqual([1, 2, 3]);
});

it('fills in what the page slept through, in its order and once', async () => {
  const slept = [place(2), place(3), place(4)];
  const { device, say, asked } = phone({
    'patrol|missed': ({ after }) => ({ places: slept.filter((it) => it.number > Number(after)) }),
  });
  slept.splice(0, 3);
  const { pass, minutes } = await walking(device);
  say(place(1));
  slept.push(place(2), place(3), place(4));
  say(place(4));
  await vi.waitFor(() => expect(minutes()).toEqual([1, 2, 3, 4]));
  pass.show(true);
  await vi.waitFor(() => expect(asked.at(-1)).toEqual(['patrol|missed', { after: 4 }]));
  expect(minutes()).toEqual([1, 2, 3, 4]);
});

it('continues the line of a page that was loaded anew', async () => {
  const first = phone();
  const { patrol } = await walking(first.device);
  first.say(place(1));
  first.say(place(2));
  const again = phone({
    'patrol|missed': () => ({ places: [place(1), place(2), place(3)] }),
  });
  followPass(again.device, patrol, sv.patrol.notice);
  await vi.waitFor(() => expect(patrol.current?.track).toHaveLength(3));
  expect(patrol.current?.track.filter(({ begins }) => begins)).toHaveLength(1);
});

it('says once, to somebody who does not look, that the positioning stopped', async () => {
  const { device, say, asked } = phone();
  const { pass } = await walking(device);
  const notices = () => asked.filter(([command]) => command === 'notification|notify');
  say('Location disabled.');
  await settled();
  expect(notices()).toHaveLength(0);
  pass.show(false);
  say('Location disabled.');
  say('Location disabled.');
  await vi.waitFor(() => expect(notices()).toHaveLength(1));
  expect(notices()[0]?.[1]).toEqual({
    options: { title: sv.patrol.notice.lost, body: sv.patrol.notice.lostText },
  });
  expect(pass.isHearing()).toBe(false);
  say(place(1));
  expect(pass.isHearing()).toBe(true);
});

it('lets the app draw the line itself where the phone does not let it listen', async () => {
  const { device } = phone({
    'patrol|begin': () => Promise.reject('Location permission was denied.'),
  });
  const { pass } = await walking(device);
  await vi.waitFor(() => expect(pass.isHearing()).toBe(false));
});

it('hears nothing more of a pass that is over', async () => {
  const { device, say } = phone();
  const { pass, minutes } = await walking(device);
  pass.end();
  say(place(1));
  expect(minutes()).toEqual([]);
});

it('reads a code with the phone’s own reader, and stops it', async () => {
  let refuse: (why: string) => void = () => undefined;
  const { device, names } = phone({
    'barcode-scanner|check_permissions': () => ({ camera: 'prompt' }),
    'barcode-scanner|request_permissions': () => ({ camera: 'granted' }),
    'barcode-scanner|scan': () => new Promise((_, no) => (refuse = no)),
    'barcode-scanner|cancel': () => refuse('cancelled'),
  });
  const stopping = new AbortController();
  const read = device.scan(stopping.signal);
  await vi.waitFor(() => expect(names()).toContain('barcode-scanner|scan'));
  stopping.abort();
  expect(await read).toBeNull();

  const code = phone({
    'barcode-scanner|check_permissions': () => ({ camera: 'granted' }),
    'barcode-scanner|scan': () => ({ content: 'geo:57.93,12.53' }),
  });
  expect(await code.device.scan(new AbortController().signal)).toBe('geo:57.93,12.53');
});

it.each([
  ['denied', { 'barcode-scanner|check_permissions': () => ({ camera: 'denied' }) }],
  [
    'none',
    {
      'barcode-scanner|check_permissions': () => ({ camera: 'granted' }),
      'barcode-scanner|scan': () => Promise.reject('No model yet.'),
    },
  ],
] as [string, Answers][])('says why no code is read: %s', async (why, answers) => {
  await expect(phone(answers).device.scan(new AbortController().signal)).rejects.toBe(why);
});

it('ticks in the hand by the phone where there is one, heavier when it is longer', () => {
  const { device, asked } = phone();
  useDevice(device);
  tick(30);
  tick(60);
  expect(asked).toEqual([
    ['haptics|impact_feedback', { style: 'medium' }],
    ['haptics|impact_feedback', { style: 'heavy' }],
  ]);
});
