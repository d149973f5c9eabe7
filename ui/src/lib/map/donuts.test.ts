import { expect, it } from 'vitest';
import { neighbour, type Spot } from './donuts';

const here: Spot = { id: '1', x: 100, y: 100 };
const east: Spot = { id: '2', x: 180, y: 110 };
const farEast: Spot = { id: '3', x: 400, y: 100 };
const south: Spot = { id: '4', x: 90, y: 200 };
const all = [here, farEast, south, east];

it('walks to the nearest cluster in the direction of the arrow', () => {
  expect(neighbour(here, all, 'ArrowRight')).toBe(east);
  expect(neighbour(here, all, 'ArrowDown')).toBe(south);
  expect(neighbour(east, all, 'ArrowRight')).toBe(farEast);
});

it('stays where nothing lies that way, and for any other key', () => {
  expect(neighbour(farEast, all, 'ArrowRight')).toBeNull();
  expect(neighbour(here, all, 'Enter')).toBeNull();
});
