// The server answers, over HTTP. A report counts as received only when the server says so.
import { Problem, type Backend } from './backend';
import type { DocId, ObservationDraft } from './types';

const own = { 'X-Lagesbild': '1' };
const draftKey = (id: DocId) => `draft:${id}`;

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      headers: { ...own, ...init.headers },
    });
  } catch {
    throw new Problem('unreachable', `${path} was not reached`);
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

export function webBackend(): Backend {
  const amend: Backend['amend'] = (id, amendment) =>
    tell(`/v1/observations/${id}/amendments`, amendment, { keepalive: true });
  return {
    shell: 'browser',
    me: () => get('/v1/me'),
    enrol: () => Promise.reject(new Problem('not_allowed', 'only the app joins with a link')),
    signIn: (invitation, name, password) =>
      tell('/v1/session/invitation', { invitation, name, password }),
    signInWithPassword: (name, password) => tell('/v1/session', { name, password }),
    signOut: async () => void (await send('/v1/session', { method: 'DELETE' })),
    catalogue: () => get('/v1/catalogue'),
    attributes: () => get('/v1/attributes'),
    capture,
    amend,
    withdraw: (id, reason) => amend(id, { withdrawn: reason }),
    myReports: () => get('/v1/reports'),
    saveDraft: async (id, json) => localStorage.setItem(draftKey(id), json),
    draft: async (id) => localStorage.getItem(draftKey(id)),
    dropDraft: async (id) => localStorage.removeItem(draftKey(id)),
    picture: (query) => post('/v1/picture', query),
    points: (filter) => post('/v1/picture/points', filter),
    summary: (filter) => post('/v1/picture/summary', filter),
    observation: (id) => get(`/v1/observations/${id}`),
    review: (ids, review) => tell('/v1/reviews', { ids, review }),
    syncState: () => get('/v1/state'),
    syncNow: () => Promise.resolve(),
    maps: () => get('/v1/maps'),
    mapBytes,
    places: () => get('/v1/places'),
    onChange: follow,
    onLink: () => () => undefined,
  };
}
