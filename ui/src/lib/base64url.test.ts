import { expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from './base64url';

it('reads back what it wrote, without signs that an address reserves', () => {
  for (let length = 0; length < 40; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, n) => (n * 211 + 250) % 256);
    const text = toBase64Url(bytes.buffer);
    expect(text).toMatch(/^[\w-]*$/);
    expect(fromBase64Url(text)).toEqual(bytes);
  }
});
