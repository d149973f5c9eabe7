// One honest line about what is safe where, the same words on the phone and at the desk.
import type { SyncState } from './api/types';
import type { Text } from './text/sv';
import { shortTime, type Clock } from './time';

export interface SyncLine {
  kind: 'unknown' | 'going' | 'warn' | 'ok';
  words: string;
}

interface Where {
  backend: { shell: 'app' | 'browser' };
  now: number;
  clock: Clock;
}

/** Nothing is called received before it is known. */
export function syncLine(sync: SyncState | null, where: Where, t: Text['sync']): SyncLine {
  if (!sync) return { kind: 'unknown', words: t.unknown };
  if (sync.waiting > 0) return { kind: 'going', words: t.waiting(sync.waiting) };
  if (!sync.online) {
    return { kind: 'warn', words: where.backend.shell === 'app' ? t.offline : t.unreachable };
  }
  const at = sync.last_received_at;
  if (at === null) return { kind: 'ok', words: t.allReceivedNoTime };
  return { kind: 'ok', words: t.allReceived(shortTime(at, where.now, where.clock)) };
}
