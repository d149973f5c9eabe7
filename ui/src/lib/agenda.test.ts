import { expect, test } from 'vitest';
import {
  coming,
  followed,
  laterWords,
  lookedBack,
  meetingBefore,
  monthsAhead,
  spend,
  yearWheel,
} from './agenda';
import type { DocId, Meeting, MeasureView } from './api/types';

const meeting = (on: string, more: Partial<Meeting> = {}): Meeting => ({
  id: on as DocId,
  on,
  body: 'Områdesgruppen',
  points: {},
  attendance: {},
  coming: {},
  decisions: {},
  agreed: null,
  later: [],
  began_at: 0,
  changed_at: 0,
  ...more,
});

test('a meeting looks back to the one before of the same body', () => {
  const all = [meeting('2026-11-09'), meeting('2026-11-16'), meeting('2026-11-23')];
  const other = meeting('2026-11-20', { body: 'Styrgruppen' });
  const now = meeting('2026-11-23');
  expect(meetingBefore(now, [...all, other])?.on).toBe('2026-11-16');
  expect(lookedBack(now, [...all, other])).toEqual({ from: '2026-11-16', until: '2026-11-22' });
  expect(lookedBack(other, [...all, other])).toEqual({ from: '2026-11-13', until: '2026-11-19' });
});

test('what was decided comes back with how far it has come', () => {
  const id = 'm' as DocId;
  const before = meeting('2026-11-16', {
    decisions: {
      a: { what: 'Byt lampor', owner: 'Tekniska', organisation: null, due: null, measure: id },
      b: { what: 'Ring skolan', owner: 'Fält', organisation: null, due: null, measure: null },
    },
  });
  const found = followed(before, [{ id, status: 'ongoing' } as MeasureView]);
  expect(found.map((it) => it.measure?.status ?? null)).toEqual(['ongoing', null]);
  expect(followed(null, [])).toEqual([]);
});

test('a yearly event comes again, another only once', () => {
  const told = meeting('2025-11-17', {
    coming: {
      a: { what: 'Julmarknad', from: '2025-11-28', until: '2025-11-30', is_yearly: true },
      b: { what: 'Konsert', from: '2025-11-29', until: null, is_yearly: false },
    },
  });
  expect(coming('2025-11-17', [told]).map((it) => it.what)).toEqual(['Julmarknad', 'Konsert']);
  expect(coming('2026-11-23', [told])).toEqual([
    { what: 'Julmarknad', from: '2026-11-28', until: '2026-11-30', is_yearly: true },
  ]);
  expect(coming('2026-02-01', [told])).toEqual([]);
});

test('the wheel of the year knows pay-day and the eves', () => {
  const codes = (on: string) => yearWheel(on).map((it) => `${it.code} ${it.day}`);
  expect(codes('2026-06-01')).toEqual(['midsummer 2026-06-19', 'pay_day 2026-06-25']);
  expect(codes('2026-12-05')).toContain('new_year 2026-12-31');
});

test('the wheel of the year holds what comes each year, also of a leap day', () => {
  const told = meeting('2024-02-26', {
    coming: {
      a: { what: 'Skottdagsfest', from: '2024-02-29', until: null, is_yearly: true },
      b: { what: 'Marknad', from: '2024-05-02', until: '2024-05-04', is_yearly: true },
      c: { what: 'Konsert', from: '2026-03-01', until: null, is_yearly: false },
    },
  });
  const months = monthsAhead('2026-01-12', [told]);
  expect(months.map((it) => [it.month, it.events.map((event) => event.from)])).toEqual([
    ['2026-02', ['2026-02-28']],
    ['2026-05', ['2026-05-02']],
  ]);
});

test('the clock counts each point that is shown', () => {
  let spent = spend({}, 'news', 1_000);
  spent = spend(spent, 'news', 1_500);
  spent = spend(spent, 'decisions', -5);
  expect(spent).toEqual({ news: 2_500, decisions: 0 });
});

test('what came after the minutes were agreed is told in words', () => {
  const later = (field: string, value: unknown) => laterWords({ field, value, at: 0 });
  expect(later('point.news', 'Oroligt')).toEqual({
    kind: 'point',
    point: 'news',
    words: 'Oroligt',
  });
  expect(later('decision.a', { what: 'Ny lampa' })).toMatchObject({ words: 'Ny lampa' });
  expect(later('attendance.a', { function: 'Bovärd' })).toMatchObject({ words: 'Bovärd' });
  expect(later('coming.a', null)).toEqual({ kind: 'coming', point: null, words: null });
  expect(later('body', 'En annan grupp')).toMatchObject({ kind: 'other', words: 'En annan grupp' });
});
