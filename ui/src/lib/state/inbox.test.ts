import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBackend } from '../api/fake';
import { start } from '../api/fake/reports';
import { latest } from '../time';
import { Inbox } from './inbox.svelte';

beforeEach(() => vi.setSystemTime(start + 60_000));

const stage = { role: 'coordinator', shell: 'browser', state: 'some', count: 0 } as const;
const words = (count: number) => `${count} klara`;
const open = { reviews: ['new', 'under_review', 'asked'] };

async function opened() {
  const backend = fakeBackend(stage);
  const inbox = new Inbox(backend);
  await inbox.show(open, 'happened');
  return { backend, inbox };
}

describe('inbox', () => {
  it('stands on the next report after a decision', async () => {
    const { inbox } = await opened();
    const [first, second] = inbox.reports ?? [];
    await inbox.decide({ state: 'approved' }, words);
    expect(inbox.chosenId).toBe(second?.id);
    expect(inbox.reports?.some((it) => it.id === first?.id)).toBe(false);
    expect(inbox.said).toBe('1 klara');
  });

  it('brings back what was there before, for all that were marked', async () => {
    const { backend, inbox } = await opened();
    const asked = inbox.reports?.find((it) => it.review.state === 'asked');
    const fresh = inbox.reports?.find((it) => it.review.state === 'new');
    if (!asked || !fresh) throw new Error('both kinds were expected');
    inbox.mark(asked.id);
    inbox.mark(fresh.id);
    await inbox.decide({ state: 'rejected', reason: 'Utanför' }, words);
    await inbox.undo('Ångrat', 'Inget');
    expect((await backend.observation(asked.id)).review).toEqual(asked.review);
    expect((await backend.observation(fresh.id)).review).toEqual({ state: 'new' });
  });

  it('assigns all that are marked, and takes that back for each as it was', async () => {
    const { backend, inbox } = await opened();
    const [one, other] = inbox.reports ?? [];
    if (!one || !other) throw new Error('two were expected');
    await backend.assign([one.id], 'Ali');
    await inbox.refresh();
    inbox.mark(one.id);
    inbox.mark(other.id);
    await inbox.assign('Sam Falk', words);
    const mine = await backend.picture({ filter: { assigned: 'Sam Falk' } });
    expect([mine.total, inbox.said]).toEqual([2, '2 klara']);
    await inbox.undo('Ångrat', 'Inget');
    expect((await backend.observation(one.id)).assigned).toBe('Ali');
    expect((await backend.observation(other.id)).assigned).toBeNull();
  });

  it('marks all with preparedness unless all are, and takes that back', async () => {
    const { backend, inbox } = await opened();
    const [one, other] = inbox.reports ?? [];
    if (!one || !other) throw new Error('two were expected');
    await backend.preparedness([one.id], true);
    await inbox.refresh();
    const isMarked = async () =>
      (await backend.picture({ filter: { preparedness: true } })).observations.map((it) => it.id);
    for (const expected of [[one.id, other.id], []]) {
      inbox.mark(one.id);
      inbox.mark(other.id);
      await inbox.togglePreparedness(() => 'klart');
      expect((await isMarked()).sort()).toEqual([...expected].sort());
    }
    await inbox.undo('Ångrat', 'Inget');
    await inbox.undo('Ångrat', 'Inget');
    expect(await isMarked()).toEqual([one.id]);
  });

  it('lets a new report wait instead of moving the list under the cursor', async () => {
    const { backend, inbox } = await opened();
    const before = inbox.reports?.map((it) => it.id);
    const id = '0190f3c2-0000-7000-8000-00000000ffff' as Parameters<typeof inbox.choose>[0];
    await backend.capture({
      id,
      category: 'fire' as never,
      when: { kind: 'exact', at: Date.now() },
    });
    await inbox.refresh();
    expect(inbox.reports?.map((it) => it.id)).toEqual(before);
    expect(inbox.arrived).toBe(1);
    await inbox.showArrived();
    expect(inbox.chosenId).toBe(id);
    expect(inbox.arrived).toBe(0);
  });

  it('tells of a new report that happened long ago, wherever it belongs in the list', async () => {
    const { backend, inbox } = await opened();
    const before = inbox.reports?.map((it) => it.id);
    const id = '0190f3c2-0000-7000-8000-00000000fffe' as Parameters<typeof inbox.choose>[0];
    const when = { kind: 'exact' as const, at: start - 20 * 3_600_000 };
    await backend.capture({ id, category: 'fire' as never, when });
    await inbox.refresh();
    expect([inbox.arrived, inbox.reports?.map((it) => it.id)]).toEqual([1, before]);
    await inbox.showArrived();
    expect(inbox.chosenId).toBe(id);
    const times = inbox.reports?.map((it) => latest(it.when)) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('is in the order of reception when that is asked for', async () => {
    const inbox = new Inbox(fakeBackend(stage));
    await inbox.show(open, 'received');
    const times = inbox.reports?.map((it) => it.received_at ?? it.captured_at) ?? [];
    expect(times.length).toBeGreaterThan(3);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('says that there is nothing to undo', async () => {
    const { inbox } = await opened();
    await inbox.undo('Ångrat', 'Inget att ångra');
    expect(inbox.said).toBe('Inget att ångra');
  });
});
