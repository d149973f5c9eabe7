// What the device in the hand can do besides showing a page. Only a phone's shell has it; a browser and a
// computer do what their pages can, or nothing.
import type { Position, UtcMillis } from './api/types';
import type { PositionTrouble } from './position';

/** The words of the notification that stands while a pass goes on; `group` names its kind in the system's settings. */
export interface NoticeWords {
  title: string;
  text: string;
  group: string;
}

export interface Heard {
  /** A fix, when this phone heard it, and whether the page slept meanwhile. */
  hear: (fix: Position, at: UtcMillis, isLate: boolean) => void;
  fail: (reason: PositionTrouble) => void;
}

/** A pass that is heard while the phone is in a pocket. */
export interface Walk {
  /** The page is in sight again: what it slept through comes now. */
  catchUp(): Promise<void>;
  end(): void;
}

/** Why the phone's own reader of codes read nothing. */
export type ScanTrouble = 'denied' | 'none';

export interface Device {
  tick(ms: number): void;
  /** The text of the next code the camera sees; null when the reading was stopped. Rejects with a `ScanTrouble`. */
  scan(stopped: AbortSignal): Promise<string | null>;
  /** A notice for somebody who does not look; nothing where they are not wanted. */
  notify(title: string, text: string): Promise<void>;
  walk(pass: string, words: NoticeWords, heard: Heard): Walk;
}

let own: Device | null = null;

/** The shell's word, once, before anything is shown. */
export function useDevice(device: Device | null): void {
  own = device;
}

export function device(): Device | null {
  return own;
}
