// The server answers, over HTTP. A report counts as received only when the server says so.
import { Problem, type Backend, type EditionFile, type StudyWatch } from './backend';
import { heldInBrowser } from './held';
import { webSignIns } from './web-sign-in';
import type {
  BriefingAnswer,
  DocId,
  Me,
  ObservationDraft,
  Period,
  SignedOut,
  Study,
  StudyQuestion,
} from './types';

const own = { 'X-Lagesbild': '1' };

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const isOffline = !navigator.onLine;
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      headers: { ...own, ...init.headers },
    });
  } catch {
    // Without a network nothing left this device; else the answer may be what was lost.
    const code = isOffline && !navigator.onLine ? 'offline' : 'unreachable';
    throw new Problem(code, `${path} was not reached`);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const problem = Problem.from(body);
  throw problem.code === 'unknown'
    ? new Problem('server_failed', `${path} answered ${response.status}`)
    : problem;
}

async function get<T>(path: string): Promise<T> {
  return (await send(path)).json() as Promise<T>;
}

function posting(input: unknown): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(input),
    headers: { 'Content-Type': 'application/json' },
  };
}

async function post<T>(path: string, input: unknown): Promise<T> {
  return (await send(path, posting(input))).json() as Promise<T>;
}

async function tell(path: string, input: unknown, init: RequestInit = {}): Promise<void> {
  await send(path, { ...posting(input), ...init });
}

/** An answer may have been lost: the same report sent again is the same report. */
async function capture(draft: ObservationDraft) {
  try {
    return await post<Awaited<ReturnType<Backend['capture']>>>('/v1/observations', draft);
  } catch (cause) {
    const problem = Problem.from(cause);
    if (problem.code !== 'already_exists' || !draft.id) throw problem;
    return { id: draft.id, at: Date.now(), safe: 'server' as const };
  }
}

/** The same photo sent again is the same photo. */
async function attach(id: DocId, jpeg: Blob): Promise<void> {
  const headers = { 'Content-Type': 'image/jpeg' };
  await send(`/v1/observations/${id}/photos`, { method: 'POST', body: jpeg, headers });
}

/** The server has it on its disk when it answers. */
async function deposit(bytes: Uint8Array) {
  const body = new Blob([bytes.slice()]);
  const init = { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } };
  const { new: added } = (await (await send('/v1/handover', init)).json()) as { new: number };
  return { new: added, waits: false, refused: [] };
}

function periodQuery({ kind, from, until }: Period): string {
  return new URLSearchParams({ kind, from, until }).toString();
}

function editionFile({ id, period, version, form, cut, lang }: EditionFile): Promise<null> {
  const how = new URLSearchParams({ form, lang }).toString();
  const path = version
    ? `/v1/editions/${id}/versions/${version}?${how}&cut=${cut}`
    : `/v1/editions/draft/page?${periodQuery(period)}&${how}`;
  return save(path);
}

/** The browser saves it under the name the server gives it. */
async function save(path: string): Promise<null> {
  const response = await send(path);
  const named = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '');
  const url = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), {
    href: url,
    download: named?.[1] ?? '',
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return null;
}

async function mapBytes(name: string, offset: number, length: number): Promise<ArrayBuffer> {
  const headers = { Range: `bytes=${offset}-${offset + length - 1}` };
  const response = await send(`/v1/maps/${encodeURIComponent(name)}`, { headers });
  const bytes = await response.arrayBuffer();
  return response.status === 206 ? bytes : bytes.slice(offset, offset + length);
}

function follow(callback: () => void) {
  const events = new EventSource('/v1/events');
  events.addEventListener('head', callback);
  return () => events.close();
}

/** A browser is shared: what one person typed is never sent in another one's name. */
function ownDrafts(): Pick<Backend, 'saveDraft' | 'draft' | 'drafts' | 'dropDraft'> & {
  belongTo(me: Me): void;
  owner(): string;
} {
  let prefix = 'draft:';
  const key = (id: DocId) => `${prefix}${id}`;
  return {
    belongTo: ({ name, organisation, role }) => {
      prefix = `draft:${JSON.stringify([organisation, role, name])}:`;
    },
    owner: () => prefix,
    saveDraft: async (id, json) => localStorage.setItem(key(id), json),
    draft: async (id) => localStorage.getItem(key(id)),
    drafts: async () =>
      Object.entries(localStorage)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, json]) => [name.slice(prefix.length) as DocId, String(json)]),
    dropDraft: async (id) => localStorage.removeItem(key(id)),
  };
}

type StudyLine = { done: number; of: number } | { study: Study } | { problem: unknown };

/** Lines of JSON: a step each, at last the answer. Closing the connection stops the counting. */
async function study(question: StudyQuestion, { signal, onstep }: StudyWatch): Promise<Study> {
  const response = await send('/v1/analysis', { ...posting(question), signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (reader) {
    const { done, value = '' } = await reader.read();
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as StudyLine;
      if ('study' in line) return line.study;
      if ('problem' in line) throw Problem.from(line.problem);
      onstep(line.done, line.of);
    }
    if (done) break;
  }
  throw new Problem('unreachable', 'the analysis broke off');
}

const inAppOnly = () =>
  Promise.reject(new Problem('not_allowed', 'only the app has a lock of its own'));

async function signOut(): Promise<string | null> {
  const response = await send('/v1/session', { method: 'DELETE' });
  return response.status === 200 ? ((await response.json()) as SignedOut).address : null;
}

export function webBackend(): Backend {
  const { belongTo, owner, ...drafts } = ownDrafts();
  const held = heldInBrowser(owner);
  const amend: Backend['amend'] = (id, amendment) =>
    tell(`/v1/observations/${id}/amendments`, amendment, { keepalive: true });
  return {
    shell: 'browser',
    me: async () => {
      const me = await get<Me>('/v1/me');
      belongTo(me);
      return me;
    },
    enrol: () => Promise.reject(new Problem('not_allowed', 'only the app joins with a link')),
    signIn: (invitation, name, password) =>
      tell('/v1/session/invitation', { invitation, name, password }),
    signInWithPassword: (name, password, code) => tell('/v1/session', { name, password, code }),
    signOut,
    ...webSignIns({ get, post, tell }),
    account: () => get('/v1/account'),
    endOwnSession: (id) => tell(`/v1/account/sessions/${id}/end`, {}),
    beginFactor: (password) => post('/v1/account/second-factor', { password }),
    confirmFactor: (code) => post('/v1/account/second-factor/confirmation', { code }),
    removeFactor: (password, code) => tell('/v1/account/second-factor/removal', { password, code }),
    access: () => get('/v1/access'),
    inviteDevice: (request) => post('/v1/access/devices', request),
    revokeDevice: (id, wipe) =>
      tell(`/v1/access/devices/${id}/revocation`, { wipe: wipe ?? undefined }),
    endSession: (id) => tell(`/v1/access/sessions/${id}/end`, {}),
    catalogue: () => get('/v1/catalogue'),
    attributes: () => get('/v1/attributes'),
    capture,
    amend,
    withdraw: (id, reason) => amend(id, { withdrawn: reason }),
    answer: (id, answer, because) => tell(`/v1/observations/${id}/answers`, { answer, because }),
    organisationQuestions: () => get('/v1/questions'),
    recordPatrol: () => Promise.reject(new Problem('not_allowed', 'only the app keeps passes')),
    check: (text) => post('/v1/check', { text }),
    myReports: () => get('/v1/reports'),
    ...drafts,
    ...held,
    releasePhotos: async (id) => {
      for (const slot of await held.heldPhotos(id)) {
        await attach(id, await held.heldPhoto(id, slot));
        await held.dropHeld(id, slot);
      }
    },
    photos: (id) => get(`/v1/observations/${id}/photos`),
    photo: async (name) => (await send(`/v1/blobs/${name}`)).blob(),
    picture: (query) => post('/v1/picture', query),
    points: (filter) => post('/v1/picture/points', filter),
    tiles: (filter) => {
      const asked = encodeURIComponent(JSON.stringify(filter));
      return `${location.origin}/v1/tiles/{z}/{x}/{y}?filter=${asked}`;
    },
    areas: () => get('/v1/areas'),
    configuration: () => get('/v1/configuration'),
    changeConfiguration: (change) => post('/v1/configuration', change),
    areasOf: (id) => get(`/v1/observations/${id}/areas`),
    summary: (filter) => post('/v1/picture/summary', filter),
    observation: (id) => get(`/v1/observations/${id}`),
    review: (ids, review, because) => tell('/v1/reviews', { ids, review, because }),
    assign: (ids, to) => tell('/v1/assignments', { ids, to }),
    areaStatistics: ({ source, category }) => {
      const asked = new URLSearchParams();
      if (source) asked.set('source', source);
      if (category) asked.set('category', category);
      return get(`/v1/statistics?${asked}`);
    },
    preparedness: (ids, isConcerned) =>
      tell('/v1/preparedness', { ids, is_concerned: isConcerned }),
    masking: () => get('/v1/masking'),
    mask: (decisions) => tell('/v1/masking', decisions),
    decide: (joining) => post('/v1/incidents/decisions', joining),
    incident: (id) => get(`/v1/incidents/${id}`),
    newestIncidents: () => get('/v1/incidents/newest'),
    shared: () => get('/v1/shares'),
    say: (id, saying) => post(`/v1/incidents/${id}/sayings`, saying),
    share: (id, organisation, level) => post(`/v1/incidents/${id}/shares`, { organisation, level }),
    suggestions: (filter) => post('/v1/suggestions', filter),
    suggestionsFor: (id) => get(`/v1/observations/${id}/suggestions`),
    alreadyReported: (id) => get(`/v1/observations/${id}/already`),
    study,
    standing: () => get('/v1/analysis/standing'),
    priorities: (quarter) => get(`/v1/priorities/${quarter}`),
    prioritise: (chosen) => tell('/v1/priorities', chosen),
    measures: () => get('/v1/measures'),
    assessments: (from, until) => get(`/v1/assessments?from=${from}&until=${until}`),
    assess: (set, because) => tell('/v1/assessments', { set, because }),
    causes: () => get('/v1/causes'),
    meetings: () => get('/v1/meetings'),
    minutesFile: (id, lang) => save(`/v1/meetings/${id}/minutes?lang=${lang}`),
    feedback: () => get('/v1/feedback'),
    briefing: async () => {
      const answer = await get<BriefingAnswer>('/v1/briefing');
      return answer.state === 'released' ? answer.briefing : null;
    },
    followUp: (id) => get(`/v1/measures/${id}/follow-up`),
    plannedPower: (test) => post('/v1/measures/power', test),
    planHistory: (id) => get(`/v1/plan/${id}/history`),
    writePlan: (entry) => tell('/v1/plan', entry),
    editions: () => get('/v1/editions'),
    editionDraft: (period) => get(`/v1/editions/draft?${periodQuery(period)}`),
    writeEdition: (draft) => tell('/v1/editions', draft),
    fixEdition: (period, by) => tell('/v1/editions/fixed', { period, by }),
    sendEdition: (id, version, organisations) =>
      tell(`/v1/editions/${id}/sendings`, { version, organisations }),
    approveEdition: (id, version, given) =>
      tell(`/v1/editions/${id}/approvals`, { version, ...given }),
    editionFile,
    lockState: () => Promise.resolve(null),
    unlock: inAppOnly,
    lock: () => Promise.resolve(),
    setPin: inAppOnly,
    forgetPin: inAppOnly,
    changePerson: inAppOnly,
    addPerson: inAppOnly,
    handover: () => Promise.resolve(null),
    handoverFile: () => Promise.resolve(null),
    deposit,
    networkChanged: () => Promise.resolve(),
    // The server has a clock of its own.
    satelliteTime: () => Promise.resolve(),
    photosOnWifiOnly: () => Promise.resolve(false),
    setPhotosOnWifiOnly: () => Promise.resolve(),
    positions: () => null,
    device: () => null,
    syncState: () => get('/v1/state'),
    syncNow: () => Promise.resolve(),
    maps: () => get('/v1/maps'),
    mapBytes,
    places: () => get('/v1/places'),
    searchPlaces: (text, near) => {
      const point = near ? { lon: String(near.lon), lat: String(near.lat) } : undefined;
      const asked = new URLSearchParams({ text, ...point });
      return get(`/v1/places/search?${asked.toString()}`);
    },
    whereabouts: ({ lon, lat }) => get(`/v1/places/at?lon=${lon}&lat=${lat}`),
    onChange: follow,
    onLink: () => () => undefined,
  };
}
