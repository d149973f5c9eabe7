import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend } from '../api/fake';
import type { FoundPlace } from '../api/types';
import { PlaceSearch, WordsOfPoint } from './found.svelte';

const stage = { role: 'reporter', shell: 'app', state: 'some', count: 0 } as const;
const torget = { lon: 12.5335, lat: 57.93 };
const named = (name: string): FoundPlace => ({
  kind: 'address',
  name,
  place_kind: '',
  area: 'Centrum',
  ...torget,
  distance_m: null,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells only what was found for the last words, however late the others are answered', async () => {
  const backend = fakeBackend(stage);
  const waiting = new Map<string, (found: FoundPlace[]) => void>();
  backend.searchPlaces = (text) => new Promise((resolve) => waiting.set(text, resolve));
  const search = new PlaceSearch(backend);
  search.ask('storg', torget);
  await vi.runAllTimersAsync();
  search.ask('storgatan 12', torget);
  await vi.runAllTimersAsync();
  waiting.get('storgatan 12')?.([named('Storgatan 12')]);
  await vi.runAllTimersAsync();
  waiting.get('storg')?.([named('Storgränd 1')]);
  await vi.runAllTimersAsync();
  expect(search.found.map((it) => it.name)).toEqual(['Storgatan 12']);
  expect(search.words).toBe('storgatan 12');
});

it('asks once for what is typed in one go, and for nothing asks nobody', async () => {
  const backend = fakeBackend(stage);
  const asked: string[] = [];
  backend.searchPlaces = async (text) => {
    asked.push(text);
    return [named(text)];
  };
  const search = new PlaceSearch(backend);
  for (const text of ['s', 'st', 'sto', 'stor ']) search.ask(text, null);
  await vi.runAllTimersAsync();
  expect(asked).toEqual(['stor']);
  search.ask('   ', null);
  expect(search.found).toEqual([]);
  await vi.runAllTimersAsync();
  expect(asked).toEqual(['stor']);
});

it('says that it could not search instead of that there is nothing', async () => {
  const backend = fakeBackend(stage);
  backend.searchPlaces = () => Promise.reject(new Error('no network'));
  const search = new PlaceSearch(backend);
  search.ask('torget', null);
  await vi.runAllTimersAsync();
  expect([search.hasFailed, search.found.length]).toEqual([true, 0]);
});

it('knows nothing of a point until somebody answers for that point', async () => {
  const backend = fakeBackend(stage);
  backend.whereabouts = async (at) => ({ place: null, address: named(`${at.lon}`), areas: [] });
  const words = new WordsOfPoint(backend);
  words.ask(torget);
  expect(words.here).toBeNull();
  await vi.runAllTimersAsync();
  expect(words.here?.address?.name).toBe('12.5335');
});
