// The app is ended at every step of *Komplettera*, on a full phone, with a clock that somebody moved: what
// was saved and what was filled in is there again, once.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem, type Backend } from '../api/backend';
import { fakeBackend } from '../api/fake';
import { start } from '../api/fake/reports';
import type { Amendment, CategoryCode, DocId } from '../api/types';
import { manualPosition } from '../position';
import { CaptureState } from './capture.svelte';
import { changedDrafts } from './unsent.svelte';
import { Whereabouts } from './whereabouts.svelte';

beforeEach(() => vi.setSystemTime(start + 60_000));
afterEach(() => vi.useRealTimers());

const stage = { role: 'reporter', shell: 'app', state: 'empty', count: 0 } as const;
const vandalism = 'vandalism' as CategoryCode;
const opened = (backend: Backend) => new CaptureState(backend, new Whereabouts(manualPosition));

/** What a person fills in, one thing after another. */
const steps: [string, Amendment][] = [
  ['the subcategory', { category: 'vandalism.graffiti' as CategoryCode }],
  ['what still goes on', { ongoing: true }],
  ['the time', { when: { kind: 'interval', from: start - 3_600_000, to: start } }],
  ['the certainty', { certainty: 'traces' }],
  ['the severity', { severity: 2 }],
  ['how many', { size_band: '3_5' }],
  ['what was done', { action_taken: 'told_off' }],
  ['half a word', { note: 'Ny må' }],
  ['the rest of it', { note: 'Ny målning på förrådet' }],
  ['a place', { position: { lon: 12.53, lat: 57.93, source: 'map' }, place_name: 'Torget' }],
];
const upTo = (last: number): Amendment =>
  Object.assign({}, ...steps.slice(0, last + 1).map(([, change]) => change)) as Amendment;

/** A phone on which everything up to a step was filled in, and then the app was gone. */
async function killedAfter(last: number) {
  const backend = fakeBackend(stage);
  const first = opened(backend);
  await first.save(vandalism, {}, null);
  for (const [, change] of steps.slice(0, last + 1)) first.change(change);
  const [id] = await changedDrafts(backend);
  const amended: Amendment[] = [];
  const { amend } = backend;
  backend.amend = (of, amendment) => {
    amended.push(amendment);
    return amend(of, amendment);
  };
  return { backend, id, amended };
}

async function comesBack(backend: Backend, id: DocId | undefined) {
  if (!id) throw new Error('a draft was expected');
  const again = opened(backend);
  await again.reopen(await backend.observation(id));
  return again;
}

describe('killed while completing', () => {
  it.each(steps.map(([what], i) => [what, i] as const))('right after %s', async (_, last) => {
    const { backend, id, amended } = await killedAfter(last);
    const again = await comesBack(backend, id);
    expect(again.shown).toMatchObject(upTo(last));
    const { position, place_name } = upTo(last);
    if (position) expect(again.open).toMatchObject({ position, placeName: place_name });
    await again.close();
    expect(amended).toEqual([expect.objectContaining(upTo(last))]);
    expect(await backend.drafts()).toEqual([]);
    const reports = await backend.myReports();
    expect(reports).toHaveLength(1);
    expect(reports[0]?.observation).toMatchObject(upTo(last));
  });

  it('between the report and its draft: the change is told again, and is one change', async () => {
    const { backend, id } = await killedAfter(steps.length - 1);
    // The log has it; the app ended before the draft was dropped.
    await backend.amend(id as DocId, upTo(steps.length - 1));
    const again = await comesBack(backend, id);
    await again.close();
    const reports = await backend.myReports();
    expect(reports).toHaveLength(1);
    expect(reports[0]?.observation).toMatchObject(upTo(steps.length - 1));
    expect(await backend.drafts()).toEqual([]);
  });

  it('before anything was filled in: there is the report, and nothing to come back to', async () => {
    const backend = fakeBackend(stage);
    await opened(backend).save(vandalism, {}, null);
    expect(await changedDrafts(backend)).toEqual([]);
    expect(await backend.myReports()).toHaveLength(1);
  });
});

describe('a full phone', () => {
  const full = () => Promise.reject(new Problem('phone_full', 'no room'));

  it('says that nothing was saved, keeps it on the screen, and saves it once when there is room', async () => {
    const backend = fakeBackend(stage);
    const { capture: take } = backend;
    backend.capture = full;
    const capture = opened(backend);
    await capture.save(vandalism, {}, null);
    expect(capture.safety).toMatchObject({ state: 'failed', problem: { code: 'phone_full' } });
    await capture.close();
    expect(capture.open).not.toBeNull();
    backend.capture = take;
    await capture.send();
    expect(capture.safety.state).toBe('safe');
    expect(await backend.myReports()).toHaveLength(1);
  });

  it('says that there is no room for what is being typed, until there is', async () => {
    const backend = fakeBackend(stage);
    const { saveDraft } = backend;
    const capture = opened(backend);
    await capture.save(vandalism, {}, null);
    backend.saveDraft = full;
    capture.change({ note: 'T' });
    await vi.waitFor(() => expect(capture.keeping).toBe('unkept'));
    backend.saveDraft = saveDraft;
    capture.change({ note: 'Tr' });
    await vi.waitFor(() => expect(capture.keeping).toBe('kept'));
  });

  it('puts into the report what had no room as a draft', async () => {
    const backend = fakeBackend(stage);
    const capture = opened(backend);
    await capture.save(vandalism, {}, null);
    backend.saveDraft = full;
    capture.change({ note: 'Tre unga' });
    await capture.close();
    expect(capture.open).toBeNull();
    expect((await backend.myReports())[0]?.observation.note).toBe('Tre unga');
  });

  it('stays open with the words when the change is not taken', async () => {
    const backend = fakeBackend(stage);
    const capture = opened(backend);
    await capture.save(vandalism, {}, null);
    backend.amend = full;
    capture.change({ note: 'Tre unga' });
    await capture.close();
    expect(capture.keeping).toBe('failed');
    expect(capture.shown.note).toBe('Tre unga');
    capture.later();
    expect(await changedDrafts(backend)).toHaveLength(1);
  });
});

describe('a clock that was moved', () => {
  it.each(['1980-01-06T00:00:00Z', '2099-12-31T23:59:59Z', '2026-10-25T00:30:00Z'])(
    'saves at %s, completes after it was set right, and comes back',
    async (wrong) => {
      vi.setSystemTime(Date.parse(wrong));
      const backend = fakeBackend(stage);
      const capture = opened(backend);
      await capture.save(vandalism, {}, null);
      expect(capture.safety.state).toBe('safe');
      vi.setSystemTime(start);
      capture.change({ note: 'Ny målning' });
      const [id] = await changedDrafts(backend);
      const again = await comesBack(backend, id);
      expect(again.shown.note).toBe('Ny målning');
      await again.close();
      const [report] = await backend.myReports();
      expect(report?.observation.note).toBe('Ny målning');
      expect(report?.observation.when).toEqual({ kind: 'exact', at: Date.parse(wrong) });
    },
  );
});
