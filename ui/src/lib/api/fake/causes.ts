// The stand-in's cause analyses: one of the practice town, and what is written to it.
import type { CauseAnalysis, DocId, PlanEntry } from '../types';
import { start } from './reports';

const bridge = {
  id: '00000000-0000-7000-8000-000000000301',
  title: 'Bron i Stadsparken',
  place: null,
  answers: {
    problem: 'Klotter och krossade armaturer varje helg sedan augusti.',
    times: 'Fredag och lördag kväll.',
    enables: 'Mörkt, ingen passerar efter 21.',
  },
  nodes: {
    a: { text: 'Ingen ser vad som händer', parent: null },
    b: { text: 'Trasig belysning', parent: 'a' },
    c: { text: 'Skymmande buskar', parent: 'a' },
    d: { text: 'Samlingsplats utan alternativ', parent: null },
  },
  hypotheses: {
    h1: { text: 'Mörkret gör platsen lämplig', rank: 1, standing: 'supported' },
    h2: { text: 'Fritidsgården stänger för tidigt', rank: 2, standing: 'open' },
  },
  evidence: {
    e1: {
      hypothesis: 'h1',
      of: 'figure',
      snapshot: '5f1e0c2a9b7d4e61',
      question: {},
      is_for: true,
      text: '9 av 12 händelser efter klockan 21',
    },
    e2: {
      hypothesis: 'h1',
      of: 'told',
      is_for: false,
      text: 'Lika mörkt vid lekplatsen, lugnt där',
    },
  },
  conclusion: 'short',
  conclusion_text: null,
  began_at: start - 40 * 86_400_000,
  changed_at: start - 86_400_000,
} as unknown as CauseAnalysis;

const questions = [
  'problem',
  'location',
  'times',
  'affected',
  'enables',
  'tried',
  'offender',
  'target',
  'setting_of_place',
];

export class FakeCauses {
  #all: Map<DocId, CauseAnalysis>;

  constructor(isEmpty: boolean) {
    this.#all = new Map(isEmpty ? [] : [[bridge.id, bridge]]);
  }

  list(): CauseAnalysis[] {
    return [...this.#all.values()];
  }

  write({ doc, set }: PlanEntry, at: number): void {
    const blank = { ...bridge, id: doc, answers: {}, nodes: {}, hypotheses: {}, evidence: {} };
    const known = this.#all.get(doc) ?? { ...blank, conclusion: null, began_at: at };
    const next = structuredClone(known) as unknown as Record<string, Record<string, unknown>>;
    for (const [field, value] of Object.entries(set)) {
      const [kind = '', key] = field.split('.');
      const into = { node: 'nodes', hypothesis: 'hypotheses', evidence: 'evidence' }[kind];
      const at = into ? next[into] : questions.includes(field) ? next.answers : null;
      if (!at) (next as Record<string, unknown>)[field] = value;
      else if (value === null) Reflect.deleteProperty(at, key ?? field);
      else at[key ?? field] = value;
    }
    this.#all.set(doc, { ...(next as unknown as CauseAnalysis), changed_at: at });
  }
}
