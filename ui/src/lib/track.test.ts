import { describe, expect, it } from 'vitest';
import type { Position } from './api/types';
import { extended, legs, squares, walked_m, type TrackPoint } from './track';

const start = Date.parse('2026-11-22T21:00:00Z');
const degree_m = 111_195;
const fix = (north_m: number, accuracy_m = 8, source = 'gps') =>
  ({ lon: 12.53, lat: 57.93 + north_m / degree_m, accuracy_m, source }) as Position;
const walk = (...steps: [seconds: number, north_m: number, begins?: true][]) =>
  steps.reduce<TrackPoint[]>(
    (track, [seconds, north, begins]) =>
      extended(track, fix(north), start + seconds * 1000, begins ?? false),
    [],
  );

describe('the line of a pass', () => {
  it('keeps a fix when it is far enough for its accuracy, or a minute has gone', () => {
    const track = walk([0, 0], [5, 6], [15, 20], [40, 22], [76, 24]);
    expect(track.map(({ at }) => (at - start) / 1000)).toEqual([0, 15, 76]);
  });

  it('leaves out what is unsure, pointed out by hand, too fast, or from a clock that went back', () => {
    const track = walk([0, 0]);
    expect(extended(track, fix(100, 80), start + 30_000, false)).toBe(track);
    expect(extended(track, fix(100, 8, 'map'), start + 30_000, false)).toBe(track);
    expect(extended(track, fix(5_000), start + 30_000, false)).toBe(track);
    expect(extended(track, fix(100), start - 30_000, false)).toBe(track);
  });

  it('goes on after the clock was set back or far ahead, and counts nothing in between', () => {
    for (const set of [-20 * 3600, 73 * 365 * 86_400]) {
      const track = walk([0, 0], [60, 80], [set + 120, 160], [set + 180, 240]);
      expect(track).toHaveLength(4);
      expect(legs(track).map(({ kind }) => kind)).toEqual(['walked', 'gap', 'walked']);
      expect(legs(track).every(({ ms }) => ms >= 0)).toBe(true);
      expect(Math.round(walked_m(track))).toBe(160);
      const counted = [...squares(track).values()].reduce((sum, ms) => sum + ms, 0);
      expect(Math.round(counted / 1000)).toBe(120);
    }
  });

  it('draws a gap as a gap, and counts neither distance nor squares in it', () => {
    const track = walk([0, 0], [60, 80], [120, 160], [480, 1_000], [540, 1_080]);
    expect(legs(track).map(({ kind, ms }) => [kind, ms / 1000])).toEqual([
      ['walked', 120],
      ['gap', 360],
      ['walked', 60],
    ]);
    expect(Math.round(walked_m(track))).toBe(240);
    const rows = [...squares(track).keys()].length;
    expect(rows).toBeLessThanOrEqual(5);
    const whole = [...squares(track).values()].reduce((sum, ms) => sum + ms, 0);
    expect(Math.round(whole / 1000)).toBe(180);
  });

  it('breaks where it was paused, however short the pause was', () => {
    const track = walk([0, 0], [60, 80], [90, 160, true], [150, 240]);
    expect(legs(track).map(({ kind }) => kind)).toEqual(['walked', 'gap', 'walked']);
    expect(Math.round(walked_m(track))).toBe(160);
  });

  it('does not walk while it stands still', () => {
    const track = walk([0, 0], [60, 3], [120, 1], [180, 4]);
    expect(track).toHaveLength(4);
    expect(walked_m(track)).toBe(0);
    expect(squares(track).size).toBe(1);
  });
});
