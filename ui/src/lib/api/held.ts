// Photos that a browser holds until they are let go: in its own database, since they are larger than
// what it keeps of words.
import type { Backend } from './backend';
import type { DocId } from './types';

type Held = Pick<Backend, 'holdPhoto' | 'heldPhotos' | 'heldPhoto' | 'dropHeld' | 'heldReports'>;

const name = 'photos';

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error ?? new Error('the database failed'));
  });
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open('lagesbild', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(name);
  const database = await request(opening);
  const doing = database.transaction(name, mode, { durability: 'strict' });
  doing.oncomplete = () => database.close();
  return doing.objectStore(name);
}

/** `owner` is who is signed in: a browser is shared, and nobody sends another one's photos. */
export function heldInBrowser(owner: () => string): Held {
  const key = (id: DocId, slot: number) => [owner(), id, slot];
  const keys = async () => {
    const all = (await request((await store('readonly')).getAllKeys())) as [
      string,
      DocId,
      number,
    ][];
    return all.filter(([whose]) => whose === owner());
  };
  return {
    holdPhoto: async (id, slot, jpeg) => {
      await request((await store('readwrite')).put(jpeg, key(id, slot)));
    },
    heldPhotos: async (id) =>
      (await keys())
        .filter(([, of]) => of === id)
        .map(([, , slot]) => slot)
        .sort(),
    heldPhoto: async (id, slot) =>
      request<Blob>((await store('readonly')).get(key(id, slot)) as IDBRequest<Blob>),
    dropHeld: async (id, slot) => {
      await request((await store('readwrite')).delete(key(id, slot)));
    },
    heldReports: async () => [...new Set((await keys()).map(([, id]) => id))].sort().reverse(),
  };
}
