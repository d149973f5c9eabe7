import { expect, it } from 'vitest';
import { fakeBackend } from './api/fake';
import type { Delivery, ReportView } from './api/types';
import { standing } from './report-state';
import { sv } from './text/sv';

async function report(delivery: Delivery, review?: ReportView['observation']['review']) {
  const stage = { role: 'reporter', shell: 'app', state: 'some', count: 0 } as const;
  const [first] = await fakeBackend(stage).myReports();
  if (!first) throw new Error('a report was expected');
  const observation = review ? { ...first.observation, review } : first.observation;
  return standing({ ...first, observation, delivery }, sv.reports);
}

it('says why a report still lies on the phone', async () => {
  const state = await report({ state: 'on_phone', because: 'unreachable' });
  expect(state).toMatchObject({ step: 1, words: 'inget nät just nu' });
});

it('does not leave a reason that nobody knows without words', async () => {
  const state = await report({ state: 'quarantined', because: 'something_new' });
  expect(state.words).toBe(sv.reports.otherReason);
  expect(state.tone).toBe('stopped');
});

it('shows the reason of a rejection to the one who reported', async () => {
  const state = await report(
    { state: 'reviewed', at: 1 },
    { state: 'rejected', reason: 'Utanför' },
  );
  expect(state).toMatchObject({ step: 3, words: 'avvisad: Utanför', tone: 'stopped' });
});

it('fills all four steps only in the picture', async () => {
  expect(await report({ state: 'in_picture', at: 1 })).toMatchObject({ step: 4, tone: 'done' });
  expect(await report({ state: 'received', at: 7 })).toMatchObject({ step: 2, at: 7 });
});
