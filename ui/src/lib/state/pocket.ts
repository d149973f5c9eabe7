// A pass while the phone is in a pocket: the phone itself hears where it is, and the page catches up.
import type { Device, NoticeWords } from '../device';
import type { PatrolState } from './patrol.svelte';

export interface PassNotice extends NoticeWords {
  /** Said once when the positioning of a pass stops while nobody looks. */
  lost: string;
  lostText: string;
}

export interface PassFollowed {
  /** Whether the line comes from here; where it cannot, the app's other fixes make it while it is shown. */
  isHearing(): boolean;
  show(isShown: boolean): void;
  end(): void;
}

/** Follow the pass that goes on until it is paused or ended. */
export function followPass(
  device: Device,
  patrol: Pick<PatrolState, 'current' | 'hear'>,
  { lost, lostText, ...words }: PassNotice,
): PassFollowed {
  let isShown = true;
  let isHearing = true;
  let isTold = false;
  const walk = device.walk(patrol.current?.id ?? '', words, {
    hear: (fix, at, isLate) => {
      isHearing = true;
      isTold = false;
      const last = patrol.current?.track.at(-1);
      // What a page heard before it was loaded anew is in its line already.
      if (isLate && last && at <= last.at) return;
      patrol.hear(fix, at);
    },
    fail: () => {
      isHearing = false;
      if (isShown || isTold) return;
      isTold = true;
      void device.notify(lost, lostText).catch(() => undefined);
    },
  });
  return {
    isHearing: () => isHearing,
    show: (now) => {
      isShown = now;
      if (now) void walk.catchUp();
    },
    end: () => walk.end(),
  };
}
