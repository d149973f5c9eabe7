import { beforeEach, expect, it, vi } from 'vitest';
import { everything, writeFilter } from '../inbox-filter';
import { SavedViews } from './saved-views.svelte';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
});

it('keeps a view by its name, with what stood in the address bar', () => {
  const views = new SavedViews();
  const query = writeFilter({ ...everything, period: 'week', text: 'torget' });
  views.save('Torget', query);
  views.save('Torget', query);
  expect(new SavedViews().all).toEqual([{ name: 'Torget', query: 'period=week&text=torget' }]);
  views.remove('Torget');
  expect(new SavedViews().all).toEqual([]);
});

it('begins without views when what is kept cannot be read', () => {
  localStorage.setItem('inbox-views', '{"name":1}');
  expect(new SavedViews().all).toEqual([]);
});
