// A pass (rond): begun, paused and ended by hand. Its line is kept on this device only, and only for the
// municipality's hours after the pass. The app's engine makes hours by square and week of it; nothing else is sent.
import type { Backend } from '../api/backend';
import type { Amendment, DocId, Position, UtcMillis } from '../api/types';
import { minute } from '../time';
import { extended, isBroken, type TrackPoint } from '../track';

const keys = { current: 'patrol', last: 'patrol-last', company: 'patrol-company' } as const;
const hour = 60 * minute;

/** After a gap the engine is told when it was not told for so long: a killed app loses no more. */
const tell_ms = 30 * minute;

export interface Company {
  colleague: string;
  vehicle: string;
}

export interface Checkpoint {
  name: string;
  at: UtcMillis;
}

export interface Patrol extends Company {
  id: string;
  startedAt: UtcMillis;
  pausedAt: UtcMillis | null;
  pausedMs: number;
  track: TrackPoint[];
  checkpoints: Checkpoint[];
  /** How many points of the line the engine has made hours of, and when. */
  told?: { points: number; at: UtcMillis };
}

export interface Ended extends Patrol {
  endedAt: UtcMillis;
}

function read<T>(key: string): Partial<T> | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<T> | null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The pass goes on; its line ends where the storage does.
  }
}

function kept<T extends Patrol>(key: string): T | null {
  const found = read<T>(key);
  if (!found || typeof found.id !== 'string' || typeof found.startedAt !== 'number') return null;
  const empty = { colleague: '', vehicle: '', pausedAt: null, pausedMs: 0 };
  return { ...empty, track: [], checkpoints: [], ...found } as unknown as T;
}

/** Whether something of a pass that goes on is to be told: at a pause, and after a gap. */
function isDue({ track, told, pausedAt, startedAt }: Patrol, now: UtcMillis): boolean {
  const points = told?.points ?? 0;
  if (track.length <= points) return false;
  return pausedAt !== null || (now - (told?.at ?? startedAt) >= tell_ms && isBroken(track, points));
}

/** How long has been worked: pauses are not. */
export function worked_ms({ startedAt, pausedAt, pausedMs }: Patrol, now: UtcMillis): number {
  return Math.max(0, (pausedAt ?? now) - startedAt - pausedMs);
}

export class PatrolState {
  current = $state.raw<Patrol | null>(kept<Patrol>(keys.current));
  last = $state.raw<Ended | null>(kept<Ended>(keys.last));
  /** With whom and in what the last pass was, for the next one. */
  company = $state.raw<Company>({
    colleague: '',
    vehicle: '',
    ...(read<Company>(keys.company) ?? {}),
  });
  /** What was recorded before this start of the app and what comes now are not one line. */
  #begins = true;
  #isTelling = false;

  start(id: string, now: UtcMillis): void {
    this.#begins = true;
    this.#keep({
      id,
      startedAt: now,
      pausedAt: null,
      pausedMs: 0,
      track: [],
      checkpoints: [],
      ...this.company,
    });
  }

  remember(company: Partial<Company>): void {
    this.company = { ...this.company, ...company };
    write(keys.company, this.company);
  }

  pause(now: UtcMillis): void {
    const { current } = this;
    if (current && current.pausedAt === null) this.#keep({ ...current, pausedAt: now });
  }

  resume(now: UtcMillis): void {
    const { current } = this;
    if (!current || current.pausedAt === null) return;
    this.#begins = true;
    const pausedMs = current.pausedMs + Math.max(0, now - current.pausedAt);
    this.#keep({ ...current, pausedAt: null, pausedMs });
  }

  /** A fix: part of the line only while a pass goes on. */
  hear(fix: Position, now: UtcMillis): void {
    const { current } = this;
    if (!current || current.pausedAt !== null) return;
    const track = extended(current.track, fix, now, this.#begins);
    if (track === current.track) return;
    this.#begins = false;
    this.#keep({ ...current, track });
  }

  checkpoint(name: string, now: UtcMillis): void {
    const { current } = this;
    if (!current) return;
    this.#keep({ ...current, checkpoints: [...current.checkpoints, { name, at: now }] });
  }

  end(now: UtcMillis): void {
    const { current } = this;
    if (!current) return;
    this.last = { ...current, endedAt: now };
    write(keys.last, this.last);
    this.current = null;
    write(keys.current, null);
  }

  /** Tell the app's engine what was walked; what could not be told is told the next time. */
  async tell(backend: Pick<Backend, 'shell' | 'recordPatrol'>, now: UtcMillis): Promise<void> {
    const { current, last } = this;
    const ended = last && last.track.length > (last.told?.points ?? 0) ? last : null;
    const due = ended ?? (current && isDue(current, now) ? current : null);
    if (backend.shell !== 'app' || !due || this.#isTelling) return;
    this.#isTelling = true;
    try {
      await backend.recordPatrol(due.id as DocId, due.track);
      this.#told(due.id, { points: due.track.length, at: now });
    } catch {
      // The line is still here; the disk may have room later.
    } finally {
      this.#isTelling = false;
    }
  }

  #told(id: string, told: NonNullable<Patrol['told']>): void {
    if (this.current?.id === id) this.#keep({ ...this.current, told });
    if (this.last?.id === id) {
      this.last = { ...this.last, told };
      write(keys.last, this.last);
    }
  }

  /** The line of the last pass dies by itself after the municipality's hours. */
  forget(now: UtcMillis, line_hours: number): void {
    if (!this.last) return;
    const age = now - this.last.endedAt;
    // A clock that was set back must not keep it for ever.
    if (age < 0 || age >= line_hours * hour) this.forgetNow();
  }

  /** Its walker says so. */
  forgetNow(): void {
    this.last = null;
    write(keys.last, null);
  }

  #keep(patrol: Patrol): void {
    this.current = patrol;
    write(keys.current, patrol);
  }

  /** What a report made during the pass says of itself. */
  presets(): Pick<Amendment, 'discovered' | 'pass'> {
    return this.current ? { discovered: 'patrol', pass: this.current.id } : {};
  }
}
