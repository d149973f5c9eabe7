// A pass (rond): begun and ended by hand, kept on this device. No track is recorded.
import type { Amendment, UtcMillis } from '../api/types';

const key = 'patrol';

export interface Patrol {
  id: string;
  startedAt: UtcMillis;
}

function kept(): Patrol | null {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? 'null') as Patrol | null;
    return found && typeof found.id === 'string' ? found : null;
  } catch {
    return null;
  }
}

export class PatrolState {
  current = $state.raw<Patrol | null>(kept());

  start(id: string, now: UtcMillis): void {
    this.current = { id, startedAt: now };
    localStorage.setItem(key, JSON.stringify(this.current));
  }

  end(): void {
    this.current = null;
    localStorage.removeItem(key);
  }

  /** What a report made during the pass says of itself. */
  presets(): Pick<Amendment, 'discovered' | 'pass'> {
    return this.current ? { discovered: 'patrol', pass: this.current.id } : {};
  }
}
