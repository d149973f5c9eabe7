import { describe, expect, it } from 'vitest';
import { isHeic, within } from './photo';

const head = (text: string) =>
  new Uint8Array([0, 0, 0, 24, ...text].map((c) => (typeof c === 'number' ? c : c.charCodeAt(0))));

describe('a picture file', () => {
  it('is told to be HEIC by its first bytes, not by its name', () => {
    expect(isHeic(head('ftypheic'))).toBe(true);
    expect(isHeic(head('ftypmif1'))).toBe(true);
    expect(isHeic(head('ftypisom'))).toBe(false);
    expect(isHeic(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1]))).toBe(
      false,
    );
  });

  it('keeps its shape and never grows', () => {
    expect(within(4_000, 3_000)).toEqual([1_600, 1_200]);
    expect(within(3_000, 4_000)).toEqual([1_200, 1_600]);
    expect(within(640, 480)).toEqual([640, 480]);
    expect(within(10_000, 3)).toEqual([1_600, 1]);
  });
});
