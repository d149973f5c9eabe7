// The stand-in's plan: a few measures of the practice town, in memory.
import type { Backend } from '../backend';
import type {
  DeclaredTest,
  DocId,
  Handed,
  MeasureHandover,
  MeasureView,
  OpId,
  PlanChange,
  PlanEntry,
} from '../types';
import { FakeCauses } from './causes';
import { FakeMeetings } from './meetings';
import { fakeFollowUp, fakeTest } from './follow-up';
import { organisationId, start } from './reports';

type Measure = Omit<MeasureView, 'is_overdue'>;

const day = 86_400_000;
const office = 'Samordningsfunktionen';
const dayOf = (days: number) => new Date(start + days * day).toISOString().slice(0, 10);

const blank: Omit<Measure, 'id' | 'title'> = {
  measure_type: 'other',
  place: null,
  organisation: null,
  function: null,
  from: null,
  until: null,
  due: null,
  status: 'proposed',
  cost_sek: null,
  library: null,
  note: null,
  horizon: 'short',
  is_evaluated: false,
  hypothesis: null,
  outcome: null,
  tests: [],
  handovers: [],
  reviews: [],
  reopened: null,
  contested: [],
  began_by: organisationId(office),
  began_at: start - 30 * day,
  changed_at: start - 2 * day,
} as unknown as Measure;

const square = { key: 'Stora torget', name: 'Stora torget', lon: 12.5331, lat: 57.9299 };
const station = { key: 'Resecentrum', name: 'Resecentrum', lon: 12.5301, lat: 57.9262 };

const begun: Partial<Measure>[] = [
  {
    title: 'Fler ronder vid Stora torget',
    measure_type: 'presence',
    place: { ...square, radius_m: 150 } as Measure['place'],
    organisation: 'Vaktbolaget Norr',
    function: 'gruppledare',
    status: 'ongoing',
    from: dayOf(-20),
    due: dayOf(40),
    cost_sek: 48_000,
    is_evaluated: true,
    tests: [
      fakeTest(
        {
          from: dayOf(-190),
          lon: square.lon,
          lat: square.lat,
          radius_m: 150,
          buffer_m: 200,
          categories: ['vandalism'] as unknown as DeclaredTest['categories'],
          indicator: 'not_found_on_patrol',
          comparison: 'rest',
          horizon_weeks: 26,
          expected_percent: -50,
          chosen_by_weeks: 12,
        },
        start - 200 * day,
      ),
    ],
    reviews: [
      {
        from: dayOf(-190),
        weeks: 12,
        made_on: dayOf(-100),
        snapshot: '5f1e',
        verdict: 'likely_decrease',
        has_faded: false,
        words: [],
      },
    ],
  },
  {
    title: 'Byt lampor i gångtunneln',
    measure_type: 'lighting',
    place: { ...station, radius_m: 100 } as Measure['place'],
    organisation: 'Gata och park',
    function: 'driftledare',
    status: 'decided',
    due: dayOf(-3),
  },
  { title: 'Klipp buskarna vid Björkskolan', measure_type: 'vegetation', due: dayOf(9) },
  { title: 'Städa under bron', measure_type: 'cleaning', status: 'done', due: dayOf(-9) },
];

export function fakePlan(
  isEmpty: boolean,
): Pick<
  Backend,
  | 'causes'
  | 'measures'
  | 'meetings'
  | 'minutesFile'
  | 'followUp'
  | 'plannedPower'
  | 'planHistory'
  | 'writePlan'
> {
  const causes = new FakeCauses(isEmpty);
  const meetings = new FakeMeetings(isEmpty);
  const changes = new Map<DocId, PlanChange[]>();
  const all = new Map<DocId, Measure>();
  const say = (entry: PlanEntry, at: number) => {
    const { doc: id, set } = entry;
    const role = 'coordinator' as const;
    const known = changes.get(id) ?? [];
    const said = { at, role, organisation_name: office, set, to: null, value: null };
    changes.set(id, [...known, said]);
    const before = all.get(id) ?? ({ ...blank, id, began_at: at } as Measure);
    const added = entry.to === 'tests' ? [fakeTest(entry.value as DeclaredTest, at)] : [];
    const tests = [...before.tests, ...added];
    const receipt = { at: at - 3_600_000, is_taken: true, attempts: 1 };
    const handed: Handed[] =
      entry.to === 'handovers'
        ? [{ ...(entry.value as MeasureHandover), op: `op-${at}` as OpId, receipt }]
        : [];
    const handovers = [...before.handovers, ...handed];
    all.set(id, { ...before, tests, handovers, ...(set as Partial<Measure>), changed_at: at });
  };
  if (!isEmpty) {
    begun.forEach((set, n) => {
      const doc = `00000000-0000-7000-8000-00000000010${n}` as DocId;
      say({ doc, of: 'measure', set: set as Record<string, unknown> }, start - (30 - n) * day);
    });
  }
  const view = (measure: Measure): MeasureView => ({
    ...measure,
    is_overdue:
      !['done', 'cancelled'].includes(measure.status) &&
      measure.due !== null &&
      measure.due < dayOf(0),
  });
  return {
    measures: async () => [...all.values()].map(view).sort((a, b) => b.began_at - a.began_at),
    followUp: async (id) => (all.get(id)?.tests ?? []).map((it) => fakeFollowUp(it, start)),
    plannedPower: async (test) => ({
      events: 41,
      before_weeks: 52,
      chance_of_100: test.expected_percent <= -50 ? 62 : 24,
      words: {
        sv: `Med 41 händelser om året syns ${test.expected_percent <= -50 ? 'kanske en halvering' : 'knappast en sådan minskning'}.`,
        en: 'With 41 events a year a halving will perhaps show.',
      },
    }),
    planHistory: async (id) => changes.get(id) ?? [],
    causes: async () => causes.list(),
    meetings: async () => meetings.list(),
    minutesFile: async () => '/Hämtningar/lindby-protokoll-2026-11-23.pdf',
    writePlan: async (entry) => {
      if (entry.of === 'cause_analysis') causes.write(entry, Date.now());
      else if (entry.of === 'meeting') meetings.write(entry, Date.now());
      else say(entry, Date.now());
    },
  };
}
