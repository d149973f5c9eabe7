// What is being typed, written one after another: the shell works on several things at once, and an
// older write that finishes last would leave the disk with less than what stands in the field.
import type { Backend } from './backend';
import type { DocId } from './types';

type Drafts = Pick<Backend, 'saveDraft' | 'draft' | 'drafts' | 'dropDraft'>;

interface Waiting {
  write: () => Promise<void>;
  done: Promise<void>;
}

/** The same drafts, in order. A write that has not begun yet gives way to a newer one of its report. */
export function inOrder(drafts: Drafts): Drafts {
  const waiting = new Map<DocId, Waiting>();
  let last: Promise<unknown> = Promise.resolve();

  function queue(id: DocId, write: () => Promise<void>): Promise<void> {
    const found = waiting.get(id);
    if (found) {
      found.write = write;
      return found.done;
    }
    const begin = () => {
      waiting.delete(id);
      return next.write();
    };
    const next: Waiting = { write, done: last.then(begin, begin) };
    waiting.set(id, next);
    last = next.done;
    return next.done;
  }

  /** After everything that was to be written, whether or not it could be. */
  const after = <T>(read: () => Promise<T>): Promise<T> => last.then(read, read);

  return {
    saveDraft: (id, json) => queue(id, () => drafts.saveDraft(id, json)),
    dropDraft: (id) => queue(id, () => drafts.dropDraft(id)),
    draft: (id) => after(() => drafts.draft(id)),
    drafts: () => after(() => drafts.drafts()),
  };
}
