import { expect, it } from 'vitest';
import { liesOutside, type Box } from './bounds';

const lindby: Box = [12.48, 57.9, 12.59, 57.96];

it('knows Zürich to lie outside the practice map, and its edge inside', () => {
  expect(liesOutside([8.5, 47.3, 8.6, 47.4], lindby)).toBe(true);
  expect(liesOutside([12.5, 57.97, 12.6, 58], lindby)).toBe(true);
  expect(liesOutside([12.58, 57.95, 12.7, 58], lindby)).toBe(false);
});

it('sees the map in a view of all of Europe', () => {
  expect(liesOutside([-10, 35, 30, 70], lindby)).toBe(false);
});
