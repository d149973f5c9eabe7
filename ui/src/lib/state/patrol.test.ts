import { beforeEach, describe, expect, it } from 'vitest';
import type { Position } from '../api/types';
import { PatrolState, worked_ms } from './patrol.svelte';

const start = Date.parse('2026-11-22T21:00:00Z');
const minute = 60_000;
const fix = (north: number) =>
  ({ lon: 12.53, lat: 57.93 + north / 111_195, accuracy_m: 8, source: 'gps' }) as Position;

const storage = new Map<string, string>();
globalThis.localStorage = {
  getItem: (key: string) => storage.get(key) ?? null,
  setItem: (key: string, value: string) => void storage.set(key, value),
  removeItem: (key: string) => void storage.delete(key),
} as unknown as Storage;

describe('a pass', () => {
  beforeEach(() => storage.clear());

  it('records nothing before it begins, while it is paused, and after it has ended', () => {
    const patrol = new PatrolState();
    patrol.hear(fix(0), start);
    expect(storage.size).toBe(0);
    patrol.start('one', start);
    patrol.hear(fix(0), start + minute);
    patrol.pause(start + 2 * minute);
    patrol.hear(fix(200), start + 3 * minute);
    expect(patrol.current?.track).toHaveLength(1);
    patrol.resume(start + 5 * minute);
    patrol.hear(fix(400), start + 6 * minute);
    expect(patrol.current?.track.map(({ begins }) => begins)).toEqual([true, true]);
    patrol.end(start + 8 * minute);
    patrol.hear(fix(600), start + 9 * minute);
    expect(patrol.last?.track).toHaveLength(2);
    expect(patrol.last && worked_ms(patrol.last, patrol.last.endedAt)).toBe(5 * minute);
  });

  it('comes back after a killed app, with a gap where nothing was recorded', () => {
    const before = new PatrolState();
    before.remember({ colleague: 'Robin Dahl', vehicle: 'ABC 123' });
    before.start('one', start);
    before.hear(fix(0), start + minute);
    const after = new PatrolState();
    expect(after.current).toMatchObject({ id: 'one', colleague: 'Robin Dahl', vehicle: 'ABC 123' });
    after.hear(fix(90), start + 2 * minute);
    expect(after.current?.track.at(-1)?.begins).toBe(true);
  });

  it("forgets the line after the municipality's hours, when asked, and when the clock was set back", () => {
    const hour = 60 * minute;
    const patrol = new PatrolState();
    const walked = () => {
      patrol.start('one', start);
      patrol.hear(fix(0), start + minute);
      patrol.end(start + 2 * minute);
    };
    walked();
    patrol.forget(start + 24 * hour, 24);
    expect(patrol.last).not.toBeNull();
    patrol.forget(start + 2 * minute + 24 * hour, 48);
    expect(patrol.last).not.toBeNull();
    patrol.forget(start + 2 * minute + 24 * hour, 24);
    expect(patrol.last).toBeNull();
    expect(storage.has('patrol-last')).toBe(false);
    walked();
    patrol.forgetNow();
    expect(patrol.last).toBeNull();
    walked();
    patrol.forget(start - minute, 24);
    expect(patrol.last).toBeNull();
  });

  it('tells the engine at a pause, after a gap and at the end, and again what could not be told', async () => {
    const lines: number[] = [];
    let isFull = false;
    const backend = {
      shell: 'app' as const,
      recordPatrol: async (_: unknown, track: unknown[]) => {
        if (isFull) throw new Error('the disk is full');
        lines.push(track.length);
      },
    };
    const patrol = new PatrolState();
    patrol.start('one', start);
    patrol.hear(fix(0), start + minute);
    await patrol.tell(backend, start + 2 * minute);
    expect(lines).toEqual([]);
    patrol.pause(start + 3 * minute);
    await patrol.tell(backend, start + 3 * minute);
    await patrol.tell(backend, start + 4 * minute);
    expect(lines).toEqual([1]);
    patrol.resume(start + 5 * minute);
    patrol.hear(fix(90), start + 6 * minute);
    await patrol.tell(backend, start + 7 * minute);
    expect(lines).toEqual([1]);
    await patrol.tell(backend, start + 40 * minute);
    expect(lines).toEqual([1, 2]);
    patrol.hear(fix(200), start + 41 * minute);
    patrol.end(start + 42 * minute);
    isFull = true;
    await patrol.tell(backend, start + 42 * minute);
    isFull = false;
    // The app was killed meanwhile.
    await new PatrolState().tell(backend, start + 50 * minute);
    await new PatrolState().tell(backend, start + 51 * minute);
    expect(lines).toEqual([1, 2, 3]);
    await new PatrolState().tell({ ...backend, shell: 'browser' }, start + 52 * minute);
    expect(lines).toHaveLength(3);
  });

  it('reads what an older version kept of a pass', () => {
    storage.set('patrol', JSON.stringify({ id: 'old', startedAt: start }));
    const patrol = new PatrolState();
    expect(patrol.current?.track).toEqual([]);
    expect(patrol.presets()).toEqual({ discovered: 'patrol', pass: 'old' });
  });
});
