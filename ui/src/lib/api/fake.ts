// A stand-in that lives in memory: for tests and for pictures of every state. Never in a release.
import catalogue from '../../../../crates/domain/catalogue/est-se-default.json';
import attributes from '../../../../crates/domain/catalogue/attributes.json';
import { Problem, type Attributes, type Backend } from './backend';
import { latest } from '../time';
import { fakeAccess } from './fake/access';
import { failing } from './fake/failing';
import { fakeIncidents } from './fake/incidents';
import { fakeIncidentPages } from './fake/incident-page';
import { fakePhotos } from './fake/photos';
import { positionsOf } from './fake/positions';
import { fakeAssessments } from './fake/assessments';
import { fakeEditions } from './fake/editions';
import { fakePlan } from './fake/plan';
import { fakePriorities } from './fake/priorities';
import { fakePlaces } from './fake/places';
import { fakeHandover } from './fake/handover';
import { fakeLock } from './fake/lock';
import { fakeMasking } from './fake/masking';
import { fakeBriefing } from './fake/briefing';
import { fakeTold } from './fake/told';
import { littleStudy } from './fake/study';
import { fakeConfiguration } from './fake/configuration';
import { alreadyIn, isForOrganisation, matching, pointsOf, summaryOf } from './fake/answers';
import { agreement, municipality } from './fake/municipality';
import { manyReports, organisationId, practiceReports, start } from './fake/reports';
import { fakeStatistics } from './fake/statistics';
import type {
  Catalogue,
  Delivery,
  DocId,
  Me,
  Observation,
  ObservationDraft,
  ObservationView,
  ReportView,
  Role,
  SyncState,
} from './types';

export interface Stage {
  role: Role;
  shell: 'app' | 'browser';
  state:
    | 'many'
    | 'some'
    | 'empty'
    | 'offline'
    | 'lost'
    | 'trouble'
    | 'signed_out'
    | 'not_enrolled'
    | 'broken'
    /** Who asks is known, and every question fails. */
    | 'failing'
    /** One report. */
    | 'little';
  count: number;
  /** Whether it is an organisation whose people meet patients. */
  patients?: boolean;
  /** How the device's positioning does; none: as the browser that shows the page tells. */
  position?: string | null;
  /** How the app's lock stands; none: nobody has set a PIN. */
  lock?: string | null;
}

export function stageOf(query: URLSearchParams): Stage {
  return {
    role: (query.get('role') as Role | null) ?? 'coordinator',
    shell: query.get('shell') === 'app' ? 'app' : 'browser',
    state: (query.get('state') as Stage['state'] | null) ?? 'some',
    count: Number(query.get('count') ?? 62_000),
    position: query.get('position'),
    lock: query.get('lock'),
    patients: query.has('patients'),
  };
}

const undo_ms = 10 * 60_000;
const coordinator = [
  'read_all',
  'review',
  'join',
  'share',
  'prioritise',
  'read_plan',
  'plan',
  'read_editions',
  'edit',
  'administer',
];

const own = ['capture', 'amend_own', 'read_own'];
/** Of the roles that have a screen of their own; the others report. */
const rights: Partial<Record<Role, string[]>> = {
  coordinator: [...own, 'read_organisation', ...coordinator],
  org_coordinator: [...own, 'read_organisation', 'answer_for_organisation'],
  steering: ['read_counts', 'read_plan', 'read_editions'],
  communications: ['read_editions', 'publish'],
};

function me(stage: Stage): Me {
  const isCoordinator = stage.role === 'coordinator';
  return {
    name: isCoordinator ? 'Sam Falk' : 'Kim Ek',
    organisation: isCoordinator ? 'Samordningsfunktionen' : 'Vaktbolaget Norr',
    role: stage.role,
    shell: stage.shell,
    enrolled: stage.state !== 'not_enrolled',
    municipality,
    tile_order: isCoordinator ? 'municipal' : 'guard',
    meets_patients: stage.patients ?? false,
    agreement: isCoordinator ? null : agreement,
    configuration: 'fake',
    may: rights[stage.role] ?? own,
    lacks_second_factor: false,
  };
}

function fresh(draft: ObservationDraft, id: DocId, at: number): ObservationView {
  const [like] = practiceReports();
  if (!like) throw new Error('there is no report to begin from');
  const { id: _, ...fields } = draft;
  const blank = { ...like, note: null, place_name: null, position: null, certainty: null };
  const organisation_name = 'Vaktbolaget Norr';
  const entry = (catalogue as unknown as Catalogue).categories.find(
    (c) => c.code === draft.category,
  );
  return {
    ...blank,
    action_taken: null,
    ...fields,
    source: null,
    severity: draft.severity ?? entry?.default_severity ?? 2,
    type: entry?.type ?? 'unclassified',
    id,
    organisation_name,
    organisation: organisationId(organisation_name),
    captured_at: at,
    received_at: null,
    review: { state: 'new' },
  } as ObservationView;
}

function deliveryOf(report: Observation, stage: Stage): Delivery {
  const at = report.received_at;
  if (at === null) {
    if (stage.shell === 'browser') return { state: 'received', at: report.captured_at };
    const because = stage.state === 'offline' ? 'unreachable' : undefined;
    return because
      ? { state: 'on_phone', because, next_attempt_at: Date.now() + 5 * 60_000 }
      : { state: 'on_phone' };
  }
  switch (report.review.state) {
    case 'approved':
      return { state: 'in_picture', at };
    case 'rejected':
    case 'duplicate':
      return { state: 'reviewed', at };
    case 'new':
    case 'under_review':
    case 'asked':
      return { state: 'received', at };
  }
}

export function fakeBackend(stage: Stage): Backend {
  const isMine = (name: string) => name === 'Vaktbolaget Norr' || name === 'Fritid och skola';
  let all = stage.state === 'many' ? manyReports(stage.count) : practiceReports();
  if (stage.state === 'empty' || stage.state === 'lost') all = [];
  if (stage.state === 'little') all = all.filter((it) => it.place_name === 'Galleria Linden');
  let isSignedIn = stage.state !== 'signed_out';
  let isEnrolled = stage.state !== 'not_enrolled';
  /** One answer is lost on the stage of that name. */
  let isLost = false;
  const drafts = new Map<DocId, string>();
  const listeners = new Set<() => void>();
  const changed = () => listeners.forEach((tell) => tell());
  const offline = () => new Problem('offline', 'the stand-in is offline');
  const readable = () =>
    stage.role === 'coordinator' ? all : all.filter((it) => isMine(it.organisation_name));

  const sync = (): SyncState => {
    const waiting = stage.state === 'offline' && stage.shell === 'app' ? 3 : 0;
    return {
      waiting,
      last_received_at: start,
      problem: stage.state === 'offline' ? 'unreachable' : null,
      next_attempt_at: stage.state === 'offline' ? Date.now() + 5 * 60_000 : null,
      online: stage.state !== 'offline',
      photos_waiting: 0,
      clock_error_ms: stage.state === 'trouble' ? 7 * 60_000 : null,
      compared_at: stage.shell === 'app' ? start : null,
      storage_low: stage.state === 'trouble',
      at_rest: stage.shell === 'app' ? 'key_in_system' : null,
    };
  };

  const change = (id: DocId, fields: Partial<ObservationView>) => {
    const { clear, ...rest } = fields as Partial<ObservationView> & { clear?: string[] };
    const emptied = Object.fromEntries((clear ?? []).map((field) => [field, null]));
    all = all.map((it) => (it.id === id ? { ...it, ...rest, ...emptied } : it));
    changed();
  };

  const incidents = fakeIncidents({
    all: readable,
    place: (id, incident) => change(id, { incident }),
  });

  const backend: Backend = {
    shell: stage.shell,
    me: async () => {
      if (stage.state === 'broken') throw new Problem('server_failed', 'broken on purpose');
      if (!isSignedIn) throw new Problem('no_credential', 'nobody is signed in');
      return { ...me(stage), enrolled: isEnrolled };
    },
    enrol: async (link) => {
      if (!link.includes('/anslut#')) throw new Problem('not_a_link', 'no link');
      isEnrolled = true;
      return { ...me(stage), enrolled: true };
    },
    signIn: async () => void (isSignedIn = true),
    signInWithPassword: async (_, password, code) => {
      if (password.length < 4) throw new Problem('no_credential', 'wrong on purpose');
      if (password.includes('kod') && !code) throw new Problem('second_factor_needed', 'a code');
      isSignedIn = true;
    },
    signInWithPasskey: async () => void (isSignedIn = true),
    joinByBrowser: async () => {
      isEnrolled = true;
      return { ...me(stage), enrolled: true };
    },
    signOut: async () => {
      isSignedIn = false;
      return null;
    },
    catalogue: async () => catalogue as unknown as Catalogue,
    attributes: async () => attributes as unknown as Attributes,
    capture: async (draft) => {
      if (stage.state === 'offline' && stage.shell === 'browser') throw offline();
      const at = Date.now();
      const id = draft.id as DocId;
      if (!all.some((it) => it.id === id)) all = [fresh(draft, id, at), ...all];
      changed();
      if (stage.state === 'lost' && !isLost) {
        isLost = true;
        throw new Problem('unreachable', 'the answer is lost on purpose');
      }
      return { id, at, safe: stage.shell === 'app' ? 'phone' : 'server' };
    },
    amend: async (id, amendment) => {
      if (stage.state === 'offline' && stage.shell === 'browser') throw offline();
      change(id, amendment as Partial<ObservationView>);
    },
    recordPatrol: async () => changed(),
    answer: async (id, answer) => {
      if (stage.state === 'offline' && stage.shell === 'browser') throw offline();
      all = all.map((it) =>
        it.id === id ? { ...it, answers: [...it.answers, answer], answered: true } : it,
      );
      changed();
    },
    organisationQuestions: async () => readable().filter(isForOrganisation),
    withdraw: async (id, reason) => {
      if (!all.some((it) => it.id === id)) throw new Problem('not_found', 'no such report');
      change(id, { withdrawn: reason });
    },
    myReports: async () =>
      all
        // Whoever answers for an organisation has reported little themselves.
        .filter((it) => isMine(it.organisation_name) && stage.role !== 'org_coordinator')
        .slice(0, 60)
        .map((observation): ReportView => ({
          observation,
          delivery: deliveryOf(observation, stage),
          undo_until: observation.captured_at + undo_ms,
          waiting: 0,
        })),
    saveDraft: async (id, json) => void drafts.set(id, json),
    draft: async (id) => drafts.get(id) ?? null,
    drafts: async () => [...drafts],
    dropDraft: async (id) => void drafts.delete(id),
    ...fakePhotos(stage, {
      count: (id) => all.find((it) => it.id === id)?.photos ?? 0,
      add: (id, photos) => change(id, { photos }),
    }),
    picture: async ({ filter = {}, order = 'received', skip = 0, limit = 200 }) => {
      const found = matching(readable(), filter);
      const at = (it: ObservationView) =>
        order === 'happened' ? latest(it.when) : (it.received_at ?? it.captured_at);
      found.sort((a, b) => at(b) - at(a));
      return { total: found.length, observations: found.slice(skip, skip + limit) };
    },
    points: async (filter) => pointsOf(matching(readable(), filter)),
    tiles: () => null,
    ...fakeConfiguration(),
    areasOf: async () => ({
      now: [{ code: 'l01', name: 'Centrum', kind: 'district' }],
      before: [],
    }),
    summary: async (filter) => summaryOf(matching(readable(), filter)),
    observation: async (id) => {
      const found = all.find((it) => it.id === id);
      if (!found) throw new Problem('not_found', 'no such report');
      return found;
    },
    review: async (ids, review) => {
      const answered = false;
      all = all.map((it) => (ids.includes(it.id) ? { ...it, review, answered } : it));
      changed();
    },
    areaStatistics: async ({ category }) => fakeStatistics(category),
    preparedness: async (ids, preparedness) => {
      all = all.map((it) => (ids.includes(it.id) ? { ...it, preparedness } : it));
    },
    assign: async (ids, assigned) => {
      all = all.map((it) => (ids.includes(it.id) ? { ...it, assigned } : it));
      changed();
    },
    ...incidents.answers,
    ...fakeIncidentPages({
      all: readable,
      decide: incidents.decide,
      changed,
      isContested: stage.state === 'trouble',
    }),
    ...fakeMasking(),
    alreadyReported: async (id) => alreadyIn(all, id),
    study: async (question) => littleStudy(question, all.length),
    standing: async () => [],
    briefing: async () => fakeBriefing(['empty', 'little'].includes(stage.state)),
    feedback: async () => fakeTold(['empty', 'little'].includes(stage.state)),
    ...fakeAssessments(stage.state === 'empty'),
    ...fakeEditions(stage.state === 'empty'),
    ...fakePlan(stage.state === 'empty'),
    ...fakePriorities(),
    ...fakeAccess(stage.state === 'empty', stage.state === 'offline'),
    ...fakeHandover(stage),
    ...fakeLock(stage, changed),
    positions: () => positionsOf(stage.position ?? null),
    device: () => null,
    syncState: async () => sync(),
    syncNow: async () => changed(),
    maps: async () => {
      const response = await fetch('/practice/karta.pmtiles', { headers: { Range: 'bytes=0-0' } });
      const size = Number(response.headers.get('X-Size') ?? 0);
      return size ? [{ name: 'karta.pmtiles', title: 'Lindby', size }] : [];
    },
    mapBytes: async (name, offset, length) => {
      const headers = { Range: `bytes=${offset}-${offset + length - 1}` };
      return (await fetch(`/practice/${name}`, { headers })).arrayBuffer();
    },
    ...fakePlaces,
    onChange: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    onLink: (callback) => {
      // The checks open links as a phone's system would.
      Object.assign(globalThis, { openLink: callback });
      return () => Object.assign(globalThis, { openLink: undefined });
    },
  };
  return stage.state === 'failing' ? failing(backend) : backend;
}
