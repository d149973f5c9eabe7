import { expect, it } from 'vitest';
import { fakeBackend } from '../api/fake';
import type { ReportView } from '../api/types';
import { syncLine } from '../sync-line';
import { sv } from '../text/sv';
import { Session } from './session.svelte';

const stage = { role: 'reporter', shell: 'app', state: 'some', count: 0 } as const;

/** A promise that is kept when somebody says so. */
function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const held = new Promise<T>((resolve) => (open = resolve));
  return { held, open };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('calls nothing received before it is known', async () => {
  const session = new Session(fakeBackend(stage));
  expect(syncLine(session.sync, session, sv.sync)).toEqual({
    kind: 'unknown',
    words: 'Läser läget',
  });
  await session.open();
  await settled();
  expect(syncLine(session.sync, session, sv.sync).kind).toBe('ok');
});

it('asks who is here once, however often it is opened meanwhile', async () => {
  const backend = fakeBackend(stage);
  const { me } = backend;
  let asked = 0;
  backend.me = () => {
    asked += 1;
    return me();
  };
  const session = new Session(backend);
  await Promise.all([session.open(), session.open()]);
  expect(asked).toBe(1);
  expect(session.phase).toBe('ready');
});

it('tells the rows and the chip at the same moment', async () => {
  const backend = fakeBackend(stage);
  const session = new Session(backend);
  await session.open();
  session.readReports();
  await settled();
  const before = session.reports;
  const slow = gate<ReportView[]>();
  backend.myReports = () => slow.held;
  const { syncState } = backend;
  backend.syncState = async () => ({ ...(await syncState()), waiting: 7 });
  session.changed();
  await settled();
  expect(session.sync?.waiting).toBe(0);
  expect(session.reports).toBe(before);
  slow.open([]);
  await settled();
  expect(session.sync?.waiting).toBe(7);
  expect(session.reports).toEqual([]);
});

it('does not let a slow answer overwrite a later one', async () => {
  const backend = fakeBackend(stage);
  const session = new Session(backend);
  session.readReports();
  await settled();
  const slow = gate<ReportView[]>();
  const { myReports } = backend;
  backend.myReports = () => slow.held;
  session.changed();
  backend.myReports = async () => (await myReports()).slice(0, 2);
  session.changed();
  await settled();
  slow.open([]);
  await settled();
  expect(session.reports).toHaveLength(2);
});
