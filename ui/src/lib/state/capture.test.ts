import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend } from '../api/fake';
import { start } from '../api/fake/reports';
import { Problem } from '../api/backend';
import type { Amendment, CategoryCode, Position } from '../api/types';
import { manualPosition } from '../position';
import { CaptureState, cleaned } from './capture.svelte';
import { Whereabouts } from './whereabouts.svelte';

beforeEach(() => vi.setSystemTime(start + 60_000));

const stage = { role: 'reporter', shell: 'app', state: 'empty', count: 0 } as const;
const here: Position = { lon: 12.53, lat: 57.93, accuracy_m: 40, source: 'gps' };
const disorder = 'disorder' as CategoryCode;

function phone() {
  const backend = fakeBackend(stage);
  return { backend, capture: new CaptureState(backend, new Whereabouts(manualPosition)) };
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
    expect(JSON.parse((await backend.draft(id)) ?? '')).toMatchObject({ note });
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
  const { backend, capture } = phone();
  const take = backend.capture;
  let isFirst = true;
  backend.capture = async (draft) => {
    const captured = await take(draft);
    if (!isFirst) return captured;
    isFirst = false;
    throw new Problem('unreachable', 'the answer was lost');
  };
  await capture.save(disorder, {}, null);
  expect(capture.safety.state).toBe('failed');
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
  let tell: (fix: Position) => void = () => undefined;
  const source = {
    kind: 'browser' as const,
    watch: (heard: typeof tell) => {
      tell = heard;
      return () => undefined;
    },
  };
  const better = new Whereabouts(source);
  better.start();
  tell(here);
  const state = new CaptureState(backend, better);
  await state.save(disorder, {}, 'Torget');
  tell({ ...here, accuracy_m: 6 });
  await Promise.resolve();
  const [report] = await backend.myReports();
  expect(report?.observation.position?.accuracy_m).toBe(6);
});

it('hands in no empty text and no empty list', () => {
  expect(cleaned({ note: '  ', clear: [] })).toEqual({ clear: ['note'] });
  expect(cleaned({ severity: 2, clear: [] })).toEqual({ severity: 2 });
});
