import { expect, it } from 'vitest';
import { manualPosition } from '../position';
import { CaptureState } from '../state/capture.svelte';
import { Whereabouts } from '../state/whereabouts.svelte';
import { fakeBackend } from './fake';
import { practising } from './practice';
import type { CategoryCode } from './types';

const stage = { role: 'reporter', shell: 'app', state: 'empty', count: 0 } as const;

it('is gone through like a real one, and leaves nothing behind', async () => {
  const backend = fakeBackend(stage);
  const practice = new CaptureState(practising(backend), new Whereabouts(manualPosition));
  await practice.save('vandalism' as CategoryCode, {}, null);
  expect(practice.safety.state).toBe('safe');
  practice.change({ note: 'Bara en övning', severity: 3 });
  expect(practice.shown.note).toBe('Bara en övning');
  await practice.close();
  expect(practice.open).toBeNull();
  expect(await backend.myReports()).toEqual([]);
  expect(await backend.drafts()).toEqual([]);
  expect((await backend.picture({ filter: {}, limit: 10 })).total).toBe(0);
});

it('can be taken back', async () => {
  const practice = new CaptureState(
    practising(fakeBackend(stage)),
    new Whereabouts(manualPosition),
  );
  await practice.save('vandalism' as CategoryCode, {}, null);
  expect(await practice.undo('')).toBe('withdrawn');
  expect(practice.open).toBeNull();
});
