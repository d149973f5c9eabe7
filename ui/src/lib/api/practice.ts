// A practice report: everything about it stays in this object and goes away with it. Nothing is stored,
// sent or counted, so it cannot reach the picture.
import type { Backend } from './backend';
import type { DocId } from './types';

const nothing = () => Promise.resolve();

/** The same backend, except that a report made through it is kept nowhere. */
export function practising(backend: Backend): Backend {
  const drafts = new Map<DocId, string>();
  const photos = new Map<string, Blob>();
  const place = (id: DocId, slot: number) => `${id}/${slot}`;
  return {
    ...backend,
    capture: async (draft) => ({ id: draft.id as DocId, at: Date.now(), safe: 'phone' }),
    amend: nothing,
    withdraw: nothing,
    answer: nothing,
    saveDraft: async (id, json) => void drafts.set(id, json),
    draft: async (id) => drafts.get(id) ?? null,
    drafts: async () => [],
    dropDraft: async (id) => void drafts.delete(id),
    holdPhoto: async (id, slot, jpeg) => void photos.set(place(id, slot), jpeg),
    heldPhotos: async () => [],
    heldPhoto: async (id, slot) => photos.get(place(id, slot)) ?? new Blob(),
    dropHeld: async (id, slot) => void photos.delete(place(id, slot)),
    heldReports: async () => [],
    releasePhotos: nothing,
    photos: async () => [],
    alreadyReported: async () => [],
  };
}
