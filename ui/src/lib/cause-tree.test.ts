import { expect, it } from 'vitest';
import { treeRows, treeShape } from './cause-tree';

const node = (text: string, parent: string | null = null) => ({ text, parent });

it('reads the tree from the top, and loses neither an orphan nor a circle', () => {
  const rows = treeRows({
    a: node('Mörkt'),
    b: node('Trasig armatur', 'a'),
    c: node('Föräldern är borta', 'gone'),
    d: node('Ena', 'e'),
    e: node('Andra', 'd'),
  });
  expect(rows.map((it) => [it.key, it.depth])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 0],
    ['d', 0],
    ['e', 1],
  ]);
});

it('draws a line from each cause to what it is a cause of', () => {
  const shape = treeShape('Klotter', treeRows({ a: node('Mörkt'), b: node('Trasig', 'a') }));
  expect(shape.boxes).toHaveLength(3);
  expect(shape.lines).toHaveLength(2);
  expect(shape.lines[1]?.y1).toBe((shape.boxes[1]?.y ?? 0) + 20);
});
