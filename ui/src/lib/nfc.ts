// Tags at checkpoints, by Web NFC where the browser has it. Elsewhere a tag with the app's link opens the app.

interface TagRecord {
  recordType: string;
  data?: DataView;
  encoding?: string;
}

interface TagReader extends EventTarget {
  scan(options: { signal: AbortSignal }): Promise<void>;
}

type Told = Event & { message?: { records: TagRecord[] } };

/** What a record says, where it holds words or an address. */
export function textIn({ recordType, data, encoding }: TagRecord): string | null {
  if (!data || !['text', 'url', 'absolute-url'].includes(recordType)) return null;
  try {
    return new TextDecoder(encoding).decode(data);
  } catch {
    return null;
  }
}

/**
 * Listen for tags until the signal comes; `onread` is told what each says. False where this device reads no
 * tags, or may not.
 */
export async function listenForTags(
  onread: (read: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const { NDEFReader } = globalThis as { NDEFReader?: new () => TagReader };
  if (!NDEFReader) return false;
  try {
    const reader = new NDEFReader();
    const hear = (told: Event) => {
      for (const record of (told as Told).message?.records ?? []) {
        const text = textIn(record);
        if (text !== null) onread(text);
      }
    };
    reader.addEventListener('reading', hear, { signal });
    await reader.scan({ signal });
    return true;
  } catch {
    return false;
  }
}
