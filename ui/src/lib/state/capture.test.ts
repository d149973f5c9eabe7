import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend } from '../api/fake';
import { start } from '../api/fake/reports';
import { Problem } from '../api/backend';
import type { Amendment, CategoryCode, Position } from '../api/types';
import { manualPosition } from '../position';
import { cleaned } from '../drafts';
import { CaptureState } from './capture.svelte';
import { changedDrafts, UnsentReports } from './unsent.svelte';
import { Whereabouts } from './whereabouts.svelte';

beforeEach(() => vi.setSystemTime(start + 60_000));

const stage = { role: 'reporter', shell: 'app', state: 'empty', count: 0 } as const;
const here: Position = { lon: 12.53, lat: 57.93, accuracy_m: 40, source: 'gps' };
const disorder = 'disorder' as CategoryCode;

function phone() {
  const backend = fakeBackend(stage);
  return { backend, capture: new CaptureState(backend, new Whereabouts(manualPosition)) };
}

/** A browser whose first answer is lost after the server has taken the report. */
function browser() {
  const backend = fakeBackend({ ...stage, shell: 'browser', state: 'lost' });
  return { backend, capture: new CaptureState(backend, new Whereabouts(manualPosition)) };
}

/** The same browser after its page was loaded again. */
async function reloaded(backend: ReturnType<typeof fakeBackend>) {
  const unsent = new UnsentReports(backend);
  await unsent.settle(null, 'undone');
  return unsent;
}

/** Requests do not arrive, and nobody knows it. */
function cut(backend: ReturnType<typeof fakeBackend>) {
  const lost = () => Promise.reject(new Problem('unreachable', 'cut'));
  const { capture, withdraw, observation } = backend;
  Object.assign(backend, { capture: lost, withdraw: lost, observation: lost });
  return () => Object.assign(backend, { capture, withdraw, observation });
}

it('saves at once without a position', async () => {
  const { backend, capture } = phone();
  await capture.save(disorder, {}, null);
  expect(capture.safety).toMatchObject({ state: 'safe', where: 'phone' });
  const [report] = await backend.myReports();
  expect(report?.observation.position).toBeNull();
});

it('keeps every keystroke as a draft and hands in one amendment', async () => {
  const { backend, capture } = phone();
  const amendments: Amendment[] = [];
  const amend = backend.amend;
  backend.amend = async (id, amendment) => {
    amendments.push(amendment);
    await amend(id, amendment);
  };
  await capture.save(disorder, {}, null);
  const id = capture.open?.id;
  if (!id) throw new Error('a report was expected');
  for (const note of ['T', 'Tr', 'Tre unga']) {
    capture.change({ note });
    expect(JSON.parse((await backend.draft(id)) ?? '')).toMatchObject({ pending: { note } });
  }
  await capture.close();
  expect(amendments).toEqual([{ note: 'Tre unga' }]);
  expect(await backend.draft(id)).toBeNull();
});

it('brings back the words that were typed when the app was killed', async () => {
  const { backend, capture } = phone();
  await capture.save(disorder, {}, null);
  capture.change({ note: 'halva ord' });
  const [report] = await backend.myReports();
  if (!report) throw new Error('a report was expected');
  const after = new CaptureState(backend, new Whereabouts(manualPosition));
  await after.reopen(report.observation);
  expect(after.shown.note).toBe('halva ord');
});

it('sends the same report again after a lost answer, under the same id', async () => {
  const { backend, capture } = browser();
  await capture.save(disorder, {}, null);
  expect(capture.safety.state).toBe('unknown');
  await capture.send();
  expect(capture.safety.state).toBe('safe');
  expect(await backend.myReports()).toHaveLength(1);
});

it('does not close over a report that is not safe', async () => {
  const { backend, capture } = phone();
  backend.capture = () => Promise.reject(new Problem('unreachable', 'no network'));
  await capture.save(disorder, {}, null);
  await capture.close();
  expect(capture.open).not.toBeNull();
});

it('takes a better fix that comes after the save', async () => {
  const { backend } = phone();
  let tell: (fix: Position, told: number) => void = () => undefined;
  const source = {
    kind: 'browser' as const,
    watch: (heard: typeof tell) => {
      tell = heard;
      return () => undefined;
    },
  };
  const better = new Whereabouts(source);
  better.hold();
  tell(here, 0);
  const state = new CaptureState(backend, better);
  await state.save(disorder, {}, 'Torget');
  tell({ ...here, accuracy_m: 6 }, 0);
  await Promise.resolve();
  const [report] = await backend.myReports();
  expect(report?.observation.position?.accuracy_m).toBe(6);
});

it('hands in no empty text and no empty list', () => {
  expect(cleaned({ note: '  ', clear: [] })).toEqual({ clear: ['note'] });
  expect(cleaned({ severity: 2, clear: [] })).toEqual({ severity: 2 });
});

it('keeps a report of unknown fate over a reload and hands it in under the same id', async () => {
  const { backend, capture } = browser();
  const mend = cut(backend);
  await capture.save(disorder, {}, 'Torget');
  capture.change({ note: 'tre unga' });
  const id = capture.open?.id;
  const [left] = (await reloaded(backend)).list;
  expect(left).toMatchObject({ fate: 'unknown', placeName: 'Torget', draft: { id } });
  if (!left) throw new Error('a report was expected');
  mend();
  const after = new CaptureState(backend, new Whereabouts(manualPosition));
  await after.resume(left);
  expect(after.safety.state).toBe('unknown');
  expect(after.shown.note).toBe('tre unga');
  await after.send();
  // The stage loses this answer too.
  await after.send();
  expect(after.safety.state).toBe('safe');
  await after.close();
  const reports = await backend.myReports();
  expect(reports.map((it) => it.observation.id)).toEqual([id]);
  expect(reports[0]?.observation.note).toBe('tre unga');
  expect(await backend.drafts()).toEqual([]);
});

it('learns after a reload that the report had arrived', async () => {
  const { backend, capture } = browser();
  await capture.save(disorder, {}, null);
  expect((await reloaded(backend)).list).toEqual([]);
  expect(await backend.drafts()).toEqual([]);
  expect(await backend.myReports()).toHaveLength(1);
});

it('withdraws a report that had arrived though its answer was lost', async () => {
  const { backend, capture } = browser();
  await capture.save(disorder, {}, null);
  expect(await capture.undo('undone')).toBe('withdrawn');
  const [report] = await backend.myReports();
  expect(report?.observation.withdrawn).toBe('undone');
});

it('withdraws later what cannot be withdrawn now', async () => {
  const { backend, capture } = browser();
  await capture.save(disorder, {}, null);
  const mend = cut(backend);
  expect(await capture.undo('undone')).toBe('later');
  expect(capture.open).toBeNull();
  expect((await reloaded(backend)).list).toMatchObject([{ fate: 'undoing' }]);
  mend();
  expect((await reloaded(backend)).list).toEqual([]);
  expect((await backend.myReports())[0]?.observation.withdrawn).toBe('undone');
});

it('withdraws a report that arrives after it was undone', async () => {
  const { backend, capture } = browser();
  let late: Parameters<typeof backend.capture>[0] | null = null;
  const take = backend.capture;
  backend.capture = (draft) => {
    late = draft;
    return Promise.reject(new Problem('unreachable', 'slow'));
  };
  await capture.save(disorder, {}, null);
  expect(await capture.undo('undone')).toBe('dropped');
  expect((await reloaded(backend)).list).toEqual([]);
  if (late) await take(late).catch(() => undefined);
  await reloaded(backend);
  expect((await backend.myReports())[0]?.observation.withdrawn).toBe('undone');
});

it('knows that nothing was sent without a network, and keeps it over a reload', async () => {
  const backend = fakeBackend({ ...stage, shell: 'browser', state: 'offline' });
  const capture = new CaptureState(backend, new Whereabouts(manualPosition));
  await capture.save(disorder, {}, null);
  expect(capture.safety.state).toBe('failed');
  capture.later();
  expect(capture.open).toBeNull();
  const unsent = await reloaded(backend);
  expect(unsent.list).toMatchObject([{ fate: 'unsent' }]);
  if (unsent.list[0]) await unsent.undo(unsent.list[0], 'undone');
  expect(await backend.drafts()).toEqual([]);
});

it('stays unsure after a lost answer though the next try is surely not sent', async () => {
  const { backend, capture } = browser();
  await capture.save(disorder, {}, null);
  backend.capture = () => Promise.reject(new Problem('offline', 'no network'));
  await capture.send();
  expect(capture.safety.state).toBe('unknown');
});

it('finds what was being typed however many reports came after', async () => {
  const { backend, capture } = phone();
  await capture.save(disorder, {}, null);
  const first = capture.open?.id;
  capture.change({ note: 'halva ord' });
  for (let n = 0; n < 12; n += 1) {
    const after = new CaptureState(backend, new Whereabouts(manualPosition));
    await after.save(disorder, {}, null);
  }
  expect(await changedDrafts(backend)).toEqual([first]);
});
