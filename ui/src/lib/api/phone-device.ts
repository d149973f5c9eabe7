// The phone's plugins as one device. The bridge is handed in, so that tests can play the phone.
import type { Device, Heard, NoticeWords, ScanTrouble } from '../device';
import { fixOf } from '../position';
import { isPlace, troubleIn, type PhonePlace } from './phone-position';

/** The way to Kotlin and Swift. */
export interface Bridge {
  call<T>(command: string, input?: Record<string, unknown>): Promise<T>;
  /** What a plugin tells again and again, as an argument of a call. */
  channel<T>(hear: (said: T) => void): unknown;
}

/** A position of a pass: numbered from 1, and when the phone heard it. */
export interface WalkedPlace extends PhonePlace {
  number: number;
  heard: number;
}

interface Place {
  platform: string;
  touchPoints: number;
}

/** An iPad calls itself a Mac, but a Mac has no glass to touch. */
export function isPhone({ platform, touchPoints }: Place): boolean {
  return /Android|iPhone|iPad/.test(platform) || (/Macintosh/.test(platform) && touchPoints > 1);
}

/** A tick that is felt through a glove is a heavier one. */
const heavy_ms = 50;

async function mayScan({ call }: Bridge): Promise<boolean> {
  const { camera } = await call<{ camera: string }>('barcode-scanner|check_permissions');
  if (camera === 'granted' || camera === 'denied') return camera === 'granted';
  const answer = await call<{ camera: string }>('barcode-scanner|request_permissions');
  return answer.camera === 'granted';
}

async function scan(bridge: Bridge, stopped: AbortSignal): Promise<string | null> {
  if (!(await mayScan(bridge).catch(() => false))) throw 'denied' satisfies ScanTrouble;
  if (stopped.aborted) return null;
  const stop = () => void bridge.call('barcode-scanner|cancel').catch(() => undefined);
  stopped.addEventListener('abort', stop);
  try {
    const wanted = { formats: ['QR_CODE'], windowed: true, cameraDirection: 'back' };
    const { content } = await bridge.call<{ content: string }>('barcode-scanner|scan', wanted);
    return content;
  } catch {
    if (stopped.aborted) return null;
    throw 'none' satisfies ScanTrouble;
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}

async function mayNotify({ call }: Bridge): Promise<boolean> {
  const known = await call<boolean | null>('notification|is_permission_granted');
  return known ?? (await call<string>('notification|request_permission')) === 'granted';
}

function walk(bridge: Bridge, pass: string, words: NoticeWords, { hear, fail }: Heard) {
  let last = 0;
  let isOver = false;
  let asked: Promise<void> | null = null;

  const take = (place: WalkedPlace, isLate: boolean) => {
    if (isOver || place.number <= last) return;
    last = place.number;
    const fix = fixOf(place.coords);
    if (fix) hear(fix, Math.round(place.heard), isLate);
  };
  const missed = async () => {
    const { places } = await bridge.call<{ places: WalkedPlace[] }>('patrol|missed', {
      after: last,
    });
    for (const place of places) take(place, true);
  };
  /** Some were told while the page slept: they come in their order, before the one that was heard now. */
  const catchUp = () =>
    (asked ??= missed()
      .catch(() => undefined)
      .finally(() => (asked = null)));
  const told = (said: WalkedPlace | string) => {
    if (isOver) return;
    if (!isPlace(said)) return fail(troubleIn(said));
    if (said.number === last + 1) take(said, false);
    else if (said.number > last) void catchUp();
  };
  const begin = async () => {
    // The pass is heard also where its notice is not wanted: the system shows its own list of who listens.
    await mayNotify(bridge).catch(() => false);
    if (isOver) return;
    await bridge.call('patrol|begin', { pass, words, channel: bridge.channel(told) });
    if (isOver) return void (await bridge.call('patrol|end'));
    // A page that was loaded anew continues its pass.
    await catchUp();
  };
  const begun = begin().catch((cause: unknown) => {
    if (!isOver) fail(troubleIn(String(cause)));
  });
  return {
    catchUp: () => begun.then(catchUp),
    end: () => {
      isOver = true;
      void bridge.call('patrol|end').catch(() => undefined);
    },
  };
}

export function phoneDevice(bridge: Bridge): Device {
  return {
    tick: (ms) => {
      const style = ms > heavy_ms ? 'heavy' : 'medium';
      void bridge.call('haptics|impact_feedback', { style }).catch(() => undefined);
    },
    scan: (stopped) => scan(bridge, stopped),
    notify: async (title, text) => {
      if (!(await bridge.call<boolean | null>('notification|is_permission_granted'))) return;
      await bridge.call('notification|notify', { options: { title, body: text } });
    },
    walk: (pass, words, heard) => walk(bridge, pass, words, heard),
  };
}
