// The stand-in's meetings: two of the area group, and what is written to them, in memory.
import type { DocId, Meeting, PlanEntry } from '../types';
import { start } from './reports';

const day = 86_400_000;
const dayOf = (days: number) => new Date(start + days * day).toISOString().slice(0, 10);

const blank: Omit<Meeting, 'id'> = {
  on: dayOf(0),
  body: 'Områdesgruppen Centrum',
  points: {},
  attendance: {
    police: { function: 'Kommunpolis', organisation: 'Lokalpolisområdet', is_present: true },
    housing: { function: 'Bovärd', organisation: 'Bostadsbolaget', is_present: false },
    field: { function: 'Fältsekreterare', organisation: null, is_present: true },
  },
  coming: {},
  decisions: {},
  agreed: null,
  later: [],
  began_at: start,
  changed_at: start,
};

const kinds = {
  point: 'points',
  attendance: 'attendance',
  coming: 'coming',
  decision: 'decisions',
};

export class FakeMeetings {
  #all = new Map<DocId, Meeting>();

  constructor(isEmpty: boolean) {
    if (isEmpty) return;
    const before = '00000000-0000-7000-8000-000000000201' as DocId;
    const now = '00000000-0000-7000-8000-000000000202' as DocId;
    this.#all.set(now, {
      ...structuredClone(blank),
      id: now,
      points: { news: 'Mindre klotter efter att belysningen lagats.' },
    } as Meeting);
    this.#all.set(before, {
      ...structuredClone(blank),
      id: before,
      on: dayOf(-7),
      coming: {
        market: { what: 'Julmarknad', from: dayOf(6), until: dayOf(8), is_yearly: true },
      },
      decisions: {
        lamps: {
          what: 'Byt lampor i gångtunneln',
          owner: 'Driftledare',
          organisation: 'Park och gata',
          due: dayOf(-3),
          measure: '00000000-0000-7000-8000-000000000101' as DocId,
        },
        school: {
          what: 'Ring Björkskolan om rasterna',
          owner: 'Fältsekreterare',
          organisation: null,
          due: null,
          measure: null,
        },
      },
      agreed: { by: 'Samordnare', on: dayOf(-6) },
      later: [{ field: 'point.news', value: 'Bovärden såg två till.', at: start - 5 * day }],
    } as Meeting);
  }

  list(): Meeting[] {
    return [...this.#all.values()].sort((a, b) => (a.on < b.on ? 1 : -1));
  }

  write({ doc, set }: PlanEntry, at: number): void {
    const begun = { ...structuredClone(blank), id: doc, attendance: {}, began_at: at };
    const known = this.#all.get(doc) ?? begun;
    const next = structuredClone(known) as unknown as Record<string, Record<string, unknown>>;
    for (const [field, value] of Object.entries(set)) {
      const [kind = '', key] = field.split('.');
      const into = kinds[kind as keyof typeof kinds];
      const parts = key && into ? next[into] : null;
      if (!parts || !key) (next as Record<string, unknown>)[field] = value;
      else if (value === null) Reflect.deleteProperty(parts, key);
      else parts[key] = value;
    }
    this.#all.set(doc, { ...(next as unknown as Meeting), changed_at: at });
  }
}
