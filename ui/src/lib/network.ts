// Which network a web view says that it has, in the engine's words, and when that changes.
export type Network = 'unknown' | 'away' | 'metered' | 'free';

interface Connection extends EventTarget {
  type?: string;
  saveData?: boolean;
}

export interface Seen {
  onLine: boolean;
  connection?: Connection;
}

/** Free only when the view knows that nobody pays by the byte. */
export function networkOf({ onLine, connection }: Seen): Network {
  if (!onLine) return 'away';
  if (connection?.saveData || connection?.type === 'cellular') return 'metered';
  return ['wifi', 'ethernet'].includes(connection?.type ?? '') ? 'free' : 'unknown';
}

/** Tells it now and whenever it changes. */
export function followNetwork(tell: (network: Network) => void, view: Window = window): () => void {
  const seen = view.navigator as Seen;
  const told = () => tell(networkOf(seen));
  const sources: EventTarget[] = [view, ...(seen.connection ? [seen.connection] : [])];
  const events = ['online', 'offline', 'change'];
  for (const source of sources) {
    for (const event of events) source.addEventListener(event, told);
  }
  told();
  return () => {
    for (const source of sources) {
      for (const event of events) source.removeEventListener(event, told);
    }
  };
}
