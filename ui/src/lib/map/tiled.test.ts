import { expect, it } from 'vitest';
import { inView, zoomOf } from './tiled';

const at = (zoom: number, n: number) => ({ cluster: n * 32 + zoom });

it('reads the zoom that a cluster was drawn for', () => {
  expect(zoomOf(at(14, 4_398_046_511_103).cluster)).toBe(14);
});

it('shows the clusters of one zoom only, the one in view when it is there', () => {
  const found = [at(11, 1), at(12, 2), at(12, 3), at(10, 4)];
  expect(inView(found, 12.7)).toEqual([at(12, 2), at(12, 3)]);
  expect(inView(found, 13.2)).toEqual([at(12, 2), at(12, 3)]);
  expect(inView([], 13)).toEqual([]);
  expect(inView([at(17, 1)], 19)).toEqual([at(17, 1)]);
});
