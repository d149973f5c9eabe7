// The lock: what it closes, and who it opens to.
import { expect, test, vi } from 'vitest';
import { fakeBackend, type Stage } from '../api/fake';
import { Session } from './session.svelte';

const stage: Stage = { role: 'reporter', shell: 'app', state: 'some', count: 10, lock: 'locked' };

test('what was shown is let go of when the lock closes, and asked for anew when it opens', async () => {
  const session = new Session(fakeBackend({ ...stage, lock: 'shared' }));
  await session.open();
  const stop = session.readReports();
  await vi.waitFor(() => expect(session.reports?.length).toBeGreaterThan(0));
  await session.lockNow();
  expect(session.isLocked).toBe(true);
  expect(session.reports).toBeNull();
  await session.backend.unlock('2580');
  await session.askLock();
  session.changed();
  await vi.waitFor(() => expect(session.reports?.length).toBeGreaterThan(0));
  stop();
});

test('a wrong PIN opens nothing and says so', async () => {
  const session = new Session(fakeBackend(stage));
  await session.open();
  expect(session.isLocked).toBe(true);
  expect(session.phase).toBe('ready');
  await expect(session.backend.unlock('9999')).rejects.toMatchObject({ code: 'wrong_pin' });
  await session.askLock();
  expect(session.isLocked).toBe(true);
});

test('who has no PIN hands the phone to nobody', async () => {
  const backend = fakeBackend({ ...stage, lock: null });
  await expect(backend.addPerson()).rejects.toMatchObject({ code: 'pin_needed' });
});

test('a browser has no lock of its own', async () => {
  const session = new Session(fakeBackend({ ...stage, shell: 'browser', lock: null }));
  await session.open();
  expect([session.lock, session.isLocked]).toEqual([null, false]);
});
