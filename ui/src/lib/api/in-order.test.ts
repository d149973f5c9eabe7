import { expect, it } from 'vitest';
import { inOrder } from './in-order';
import type { DocId } from './types';

const one = 'one' as DocId;
const other = 'other' as DocId;

/** A disk on which every write takes as long as it is told, the first the longest. */
function slowDisk(times: number[], fails: number[] = []) {
  const held = new Map<DocId, string>();
  const written: string[] = [];
  const work = async (write: () => void) => {
    const n = written.length;
    written.push('');
    await new Promise((resolve) => setTimeout(resolve, times[n] ?? 0));
    if (fails.includes(n)) throw new Error('no room');
    write();
  };
  const drafts = inOrder({
    saveDraft: (id, json) => work(() => held.set(id, json)),
    dropDraft: (id) => work(() => held.delete(id)),
    draft: async (id) => held.get(id) ?? null,
    drafts: async () => [...held],
  });
  return { drafts, held, written };
}

it('ends with the last letter typed, however slow an earlier write was', async () => {
  const { drafts, held, written } = slowDisk([30, 5, 1]);
  const words = ['e', 'en', 'ent', 'entr', 'entré', 'entrén'];
  const first = drafts.saveDraft(one, '');
  await new Promise((resolve) => setTimeout(resolve, 1));
  await Promise.all([first, ...words.map((word) => drafts.saveDraft(one, word))]);
  expect(held.get(one)).toBe('entrén');
  // Those that had not begun gave way.
  expect(written.length).toBe(2);
});

it('does not let an old draft come back after it was dropped', async () => {
  const { drafts } = slowDisk([20, 0]);
  void drafts.saveDraft(one, 'left');
  await Promise.resolve();
  void drafts.dropDraft(one);
  expect(await drafts.draft(one)).toBeNull();
});

it('goes on after a write that failed, and tells its caller', async () => {
  const { drafts, held } = slowDisk([5, 0], [0]);
  const first = drafts.saveDraft(one, 'a');
  const second = drafts.saveDraft(other, 'b');
  await expect(first).rejects.toThrow('no room');
  await second;
  expect([...held]).toEqual([[other, 'b']]);
});
