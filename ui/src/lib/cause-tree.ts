// The tree of causes as rows and as a drawing: both from the same order.
import type { CauseNode } from './api/types';

export interface TreeRow {
  key: string;
  text: string;
  depth: number;
}

/** The tree in reading order. What hangs on nothing that is there stands at the top: nothing is lost. */
export function treeRows(nodes: { [key in string]: CauseNode }): TreeRow[] {
  const keys = Object.keys(nodes).sort();
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const walk = (key: string, depth: number) => {
    const node = nodes[key];
    if (!node || seen.has(key)) return;
    seen.add(key);
    rows.push({ key, text: node.text, depth });
    keys.filter((it) => nodes[it]?.parent === key).forEach((it) => walk(it, depth + 1));
  };
  const isRoot = (key: string) => {
    const parent = nodes[key]?.parent;
    return !parent || !nodes[parent];
  };
  keys.filter(isRoot).forEach((key) => walk(key, 0));
  // A circle, made by two desks apart, has no root.
  keys.forEach((key) => walk(key, 0));
  return rows;
}

export interface TreeShape {
  boxes: { key: string; x: number; y: number; lines: string[] }[];
  lines: { x1: number; y1: number; x2: number; y2: number }[];
  width: number;
  height: number;
}

const box = { width: 148, height: 40, gapX: 30, gapY: 10 };

/** Two lines of words at most; what is longer is cut here and whole in the list beside it. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] ?? '';
    if (last && last.length + word.length > 21) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  if (lines.length <= 2) return lines;
  return [lines[0] ?? '', `${(lines[1] ?? '').slice(0, 19)}…`];
}

/** The problem to the left, its causes to the right of it. */
export function treeShape(problem: string, rows: TreeRow[]): TreeShape {
  const all = [{ key: '', text: problem, depth: -1 }, ...rows];
  const boxes = all.map(({ key, text, depth }, n) => ({
    key,
    x: (depth + 1) * (box.width + box.gapX),
    y: n * (box.height + box.gapY),
    lines: wrapped(text),
  }));
  const lines = all.slice(1).flatMap(({ depth }, n) => {
    const before = all.slice(0, n + 1);
    const parent = before.findLastIndex((it) => it.depth === depth - 1);
    const [from, to] = [boxes[parent], boxes[n + 1]];
    if (!from || !to) return [];
    const middle = box.height / 2;
    return [{ x1: from.x + box.width, y1: from.y + middle, x2: to.x, y2: to.y + middle }];
  });
  const deepest = Math.max(...all.map((it) => it.depth));
  return {
    boxes,
    lines,
    width: (deepest + 2) * (box.width + box.gapX) - box.gapX,
    height: all.length * (box.height + box.gapY) - box.gapY,
  };
}
