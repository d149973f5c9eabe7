import { encodeQR } from 'qr';
import { expect, test } from 'vitest';
import { codeOf, isWhole, lines, missing, withCode, type Code } from '../src/lib/handover-codes';
import { readCode } from '../src/lib/read-code';

const text = (number: number, count = 3, series = 'a1b2c3') =>
  `LBP1.0123456789ab.${series}.${number}.${count}.Zm9v_-${number}`;
const code = (number: number, count = 3, series = 'a1b2c3') => {
  const read = codeOf(text(number, count, series));
  if (!read) throw new Error('no code');
  return read;
};

test('only what is a code of a series is taken for one', () => {
  expect(code(2)).toMatchObject({ series: 'a1b2c3', number: 2, count: 3 });
  for (const other of ['', 'https://exempel.se', 'LBP1.x', text(4), text(0), `${text(1)}.x`]) {
    expect(codeOf(other)).toBeNull();
  }
});

test('codes are gathered in any order and any number of times', () => {
  const seen = [3, 1, 3, 1].reduce<Code[]>((codes, number) => withCode(codes, code(number)), []);
  expect(missing(seen)).toEqual([2]);
  expect(isWhole(seen)).toBe(false);
  const whole = withCode(seen, code(2));
  expect(isWhole(whole)).toBe(true);
  expect(new TextDecoder().decode(lines(whole))).toBe([1, 2, 3].map((n) => text(n)).join('\n'));
});

test('a code of another series begins that one', () => {
  const other = withCode([code(1), code(2)], code(1, 2, 'ffff'));
  expect(other.map((it) => it.series)).toEqual(['ffff']);
  expect(missing(other)).toEqual([2]);
});

// In natt the code lies on the colour of the text: nothing on that screen is lighter.
const grounds = { white: [255, 255, 255], natt: [214, 146, 122] };

test.each(Object.entries(grounds))(
  'a code as long as they are made is read on %s',
  async (_, ground) => {
    const long = `LBP1.0123456789ab.0123456789ab.12.34.${'Ab_-9'.repeat(160)}`;
    const squares = encodeQR(long, 'raw', { ecc: 'low', border: 4 });
    const scale = 5;
    const side = squares.length * scale;
    const plain = () =>
      new Uint8ClampedArray(side * side * 4).map((_, at) => ground[at % 4] ?? 255);
    const data = plain();
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const isDark = squares[Math.floor(y / scale)]?.[Math.floor(x / scale)];
        if (isDark) data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    }
    expect(await readCode({ width: side, height: side, data })).toBe(long);
    expect(await readCode({ width: side, height: side, data: plain() })).toBeNull();
  },
);
