// The stand-in's editions: what the rhythm offers, a draft with figures, and what people fix.
import type { Backend } from '../backend';
import type {
  DocId,
  DraftView,
  EditionView,
  Figures,
  Label,
  OpId,
  OrganisationId,
  Period,
  Publication,
  VersionView,
} from '../types';

type Editions = Pick<
  Backend,
  | 'editions'
  | 'editionDraft'
  | 'writeEdition'
  | 'fixEdition'
  | 'sendEdition'
  | 'approveEdition'
  | 'editionFile'
>;

const both = (sv: string, en: string): Label => ({ sv, en });
const row = (key: string, label: Label, count: number, before: number, is_crime: boolean) => ({
  key,
  label,
  count,
  before,
  is_crime,
});

const figures: Figures = {
  snapshot: '8f1c3a72d94e0b65',
  newest: '2026-11-22',
  events: 41,
  reports: 58,
  unreviewed: 6,
  without_position: 2,
  visits: 37,
  before: 33,
  year_before: 36,
  tiles: [
    row('disorder', both('Ordningsstörning', 'Disorder'), 17, 9, false),
    row('graffiti', both('Klotter', 'Graffiti'), 11, 12, true),
    row('litter', both('Nedskräpning', 'Litter'), 8, 7, false),
  ],
  areas: [],
  sources: [],
  silent: ['Bostadsbolaget'],
  places: [],
  hours: [],
  exact: 30,
  trend: [],
  unusual: [],
  measures: [],
  outcomes: null,
  priorities: [],
  marks: [],
  borders: [],
  is_shared: false,
};

const periods: Period[] = [
  { kind: 'operative', from: '2026-11-23', until: '2026-11-29' },
  { kind: 'operative', from: '2026-11-16', until: '2026-11-22' },
  { kind: 'operative', from: '2026-11-09', until: '2026-11-15' },
  { kind: 'strategic', from: '2026-09-01', until: '2026-12-31' },
  { kind: 'statutory', from: '2026-01-01', until: '2027-12-31' },
];
const idOf = (period: Period) => `fake-${period.kind}-${period.from}` as DocId;

const fixedBy = (by: string, version: number, op: string): VersionView => ({
  op: op as OpId,
  version,
  at: Date.now(),
  by,
  snapshot: figures.snapshot,
  publication: null,
  sent_to: [],
  plan_decided_on: null,
  is_doubled: false,
});

export function fakeEditions(isEmpty: boolean): Editions {
  let serial = 0;
  const all: EditionView[] = (isEmpty ? [] : periods).map((period) => ({
    ...period,
    id: idOf(period),
    state: period.from === '2026-11-09' ? 'fixed' : 'offered',
    versions: period.from === '2026-11-09' ? [fixedBy('Områdesgruppen', 1, 'fake-version-0')] : [],
  }));
  const texts = new Map<DocId, DraftView['edition']['texts']>();
  const change = (id: DocId, part: (it: EditionView) => Partial<EditionView>) => {
    const at = all.findIndex((it) => it.id === id);
    const found = all[at];
    if (found) all[at] = { ...found, ...part(found) };
  };
  return {
    editions: async () => ({
      editions: [...all],
      recipients: [
        { organisation: 'fake-police' as OrganisationId, name: 'Lokalpolisområdet' },
        { organisation: 'fake-housing' as OrganisationId, name: 'Bostadsbolaget' },
      ],
      deadlines: [
        {
          code: 'picture',
          label: both('Lägesbild enligt lag 2023:196', 'Picture under lag 2023:196'),
          done_on: null,
          due_on: null,
          due: 'unknown',
          reference: null,
        },
        {
          code: 'plan',
          label: both('Åtgärdsplan, uppföljning', 'Action plan, follow-up'),
          done_on: '2024-06-17',
          due_on: '2026-06-17',
          due: 'late',
          reference: 'Kommunstyrelsen, KS 2024/118',
        },
      ],
    }),
    editionDraft: async (period) => ({
      edition: {
        ...period,
        id: idOf(period),
        texts: texts.get(idOf(period)) ?? {},
        plan: null,
        versions: [],
        sent: [],
        is_contested: false,
      },
      suggested: {
        summary: '41 händelser har rapporterats i 58 rapporter. Vanligast: ordningsstörning (17).',
      },
      figures,
      changes: [
        both('Händelser: från 33 till 41.', 'Incidents: from 33 to 41.'),
        both('Ordningsstörning: från 9 till 17.', 'Disorder: from 9 to 17.'),
      ],
      before: '2026-11-15',
    }),
    writeEdition: async ({ period, texts: written }) => {
      const id = idOf(period);
      const kept = Object.entries({ ...texts.get(id), ...written });
      texts.set(id, Object.fromEntries(kept.filter(([, text]) => text !== null)) as never);
      change(id, (it) => ({ state: it.versions.length > 0 ? 'fixed' : 'draft' }));
    },
    fixEdition: async (period, by) => {
      change(idOf(period), (it) => ({
        state: 'fixed',
        versions: [...it.versions, fixedBy(by, it.versions.length + 1, `fake-version-${++serial}`)],
      }));
    },
    sendEdition: async (id, version, organisations) => {
      const sent = organisations.map((organisation) => ({ organisation, at: Date.now() }));
      change(id, (it) => ({
        versions: it.versions.map((known) =>
          known.op === version ? { ...known, sent_to: [...known.sent_to, ...sent] } : known,
        ),
      }));
    },
    approveEdition: async (id, version, given) => {
      change(id, (it) => ({
        versions: it.versions.map((known) =>
          known.op === version
            ? { ...known, publication: { ...given, at: Date.now() } as Publication }
            : known,
        ),
      }));
    },
    editionFile: async () => '/Hämtningar/lindby-operative-2026-11-16-v1.pdf',
  };
}
