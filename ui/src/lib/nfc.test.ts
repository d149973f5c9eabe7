import { afterEach, expect, it, vi } from 'vitest';
import { listenForTags, textIn } from './nfc';

const data = (text: string) => new DataView(new TextEncoder().encode(text).buffer);

class Reader extends EventTarget {
  static last: Reader | null = null;
  static isAllowed = true;
  scan() {
    Reader.last = this;
    return Reader.isAllowed ? Promise.resolve() : Promise.reject(new Error('not allowed'));
  }
  hold(...records: unknown[]) {
    this.dispatchEvent(Object.assign(new Event('reading'), { message: { records } }));
  }
}

afterEach(() => vi.unstubAllGlobals());

it('takes words and addresses for text, and nothing else', () => {
  expect(textIn({ recordType: 'url', data: data('geo:57.9,12.5') })).toBe('geo:57.9,12.5');
  expect(textIn({ recordType: 'text', encoding: 'utf-8', data: data('Å') })).toBe('Å');
  expect(textIn({ recordType: 'mime', data: data('x') })).toBeNull();
  expect(textIn({ recordType: 'url' })).toBeNull();
  expect(textIn({ recordType: 'text', encoding: 'no such', data: data('x') })).toBeNull();
});

it('tells what each tag says until nobody listens', async () => {
  vi.stubGlobal('NDEFReader', Reader);
  const [read, stop] = [[] as string[], new AbortController()];
  expect(await listenForTags((text) => read.push(text), stop.signal)).toBe(true);
  Reader.last?.hold(
    { recordType: 'mime', data: data('x') },
    { recordType: 'url', data: data('a') },
  );
  stop.abort();
  Reader.last?.hold({ recordType: 'url', data: data('b') });
  expect(read).toEqual(['a']);
});

it('says so where tags are not read, or may not be', async () => {
  const { signal } = new AbortController();
  expect(await listenForTags(() => undefined, signal)).toBe(false);
  Reader.isAllowed = false;
  vi.stubGlobal('NDEFReader', Reader);
  expect(await listenForTags(() => undefined, signal)).toBe(false);
});
