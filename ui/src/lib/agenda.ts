// What the agenda of a meeting is built from: the meeting before it, what comes, and how far decisions have come.
import type {
  Attendance,
  ComingEvent,
  LaterAddition,
  MeasureView,
  Meeting,
  MeetingDecision,
} from './api/types';

/** The agenda, in its order. */
export const agenda = [
  'follow_up',
  'incoming',
  'news',
  'hot_spots',
  'coming',
  'assessment',
  'decisions',
  'escalation',
  'feedback',
  'edition',
] as const;
export type AgendaPoint = (typeof agenda)[number];

const dayMs = 86_400_000;
/** Days that are looked ahead. */
export const AHEAD = 28;

function later(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The same body's meeting before this one. */
export function meetingBefore(meeting: Meeting, all: Meeting[]): Meeting | null {
  const earlier = all.filter((it) => it.body === meeting.body && it.on < meeting.on);
  return earlier.sort((a, b) => (a.on < b.on ? 1 : -1))[0] ?? null;
}

/** The days a meeting looks back on: since the one before, a week at the first. */
export function lookedBack(meeting: Meeting, all: Meeting[]): { from: string; until: string } {
  const before = meetingBefore(meeting, all);
  return { from: before?.on ?? later(meeting.on, -7), until: later(meeting.on, -1) };
}

/** The week of a day, Monday to Sunday: areas are assessed by week. */
export function weekOf(day: string): [string, string] {
  const weekday = (new Date(`${day}T12:00Z`).getUTCDay() + 6) % 7;
  return [later(day, -weekday), later(day, 6 - weekday)];
}

export interface Followed {
  what: string;
  owner: string;
  organisation: string | null;
  due: string | null;
  measure: MeasureView | null;
}

/** What was decided last time, and how far it has come. */
export function followed(before: Meeting | null, measures: MeasureView[]): Followed[] {
  const one = ({ what, owner, organisation, due, measure }: MeetingDecision): Followed => ({
    what,
    owner,
    organisation,
    due,
    measure: measures.find((it) => it.id === measure) ?? null,
  });
  return Object.values(before?.decisions ?? {}).map(one);
}

/** The first day from `on` that a yearly event falls on. */
function thisYear(it: ComingEvent, on: string): ComingEvent {
  const span = it.until ? Date.parse(it.until) - Date.parse(it.from) : 0;
  const years = [Number(on.slice(0, 4)), Number(on.slice(0, 4)) + 1];
  // Whoever celebrates on the day that most years lack does so the day before.
  const monthDay = it.from.slice(4).replace('-02-29', '-02-28');
  const days = years.map((year) => `${year}${monthDay}`);
  const from = days.find((day) => later(day, span / dayMs) >= on) ?? it.from;
  return { ...it, from, until: it.until && later(from, span / dayMs) };
}

/** What comes within so many days: told at any meeting, yearly ones each year, the earliest first. */
export function coming(on: string, all: Meeting[], ahead = AHEAD): ComingEvent[] {
  const told = all.flatMap((meeting) => Object.values(meeting.coming));
  const known = new Map<string, ComingEvent>();
  for (const it of told) {
    const at = it.is_yearly ? thisYear(it, on) : it;
    if ((at.until ?? at.from) >= on && at.from <= later(on, ahead)) {
      known.set(`${at.what} ${at.from}`, at);
    }
  }
  return [...known.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** The days of the year when evenings are different, as codes: pay-day, and the feasts of the dark and light. */
export function yearWheel(on: string, ahead = AHEAD): { code: string; day: string }[] {
  const found: { code: string; day: string }[] = [];
  for (let n = 0; n <= ahead; n += 1) {
    const day = later(on, n);
    const weekday = new Date(`${day}T12:00Z`).getUTCDay();
    const [, month, date] = day.split('-').map(Number) as [number, number, number];
    if (date === 25) found.push({ code: 'pay_day', day });
    const fixed: Record<string, string> = {
      '4-30': 'walpurgis',
      '10-31': 'halloween',
      '12-13': 'lucia',
      '12-31': 'new_year',
    };
    const code = fixed[`${month}-${date}`];
    if (code) found.push({ code, day });
    // Midsummer's eve is the Friday from 19 to 25 June.
    if (month === 6 && weekday === 5 && date >= 19 && date <= 25) {
      found.push({ code: 'midsummer', day });
    }
  }
  return found;
}

/** *Årshjul*: the days of the coming year that come each year, month by month. */
export function monthsAhead(
  on: string,
  all: Meeting[],
): { month: string; events: ComingEvent[] }[] {
  const yearly = coming(on, all, 365).filter((it) => it.is_yearly);
  const months = new Map<string, ComingEvent[]>();
  for (const it of yearly) {
    const month = it.from.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), it]);
  }
  return [...months].map(([month, events]) => ({ month, events }));
}

/** How long each point has taken, in milliseconds: the beats of a clock while one point is shown. */
export type Spent = Partial<Record<AgendaPoint, number>>;

/** One more beat: the time since the one before counts for the point that is shown. */
export function spend(spent: Spent, point: AgendaPoint, since: number): Spent {
  return { ...spent, [point]: (spent[point] ?? 0) + Math.max(since, 0) };
}

export type LaterKind = 'point' | 'attendance' | 'coming' | 'decision' | 'other';

/** What was written to a meeting after its minutes were agreed: what it is, of which point, and its words. */
export function laterWords(it: LaterAddition): {
  kind: LaterKind;
  point: AgendaPoint | null;
  words: string | null;
} {
  const [name = '', key = ''] = it.field.split('.');
  const point = agenda.find((point) => name === 'point' && point === key) ?? null;
  if (it.value === null) return { kind: kindOf(name), point, words: null };
  if (name === 'attendance') {
    return { kind: 'attendance', point, words: (it.value as Attendance).function };
  }
  if (name === 'coming' || name === 'decision') {
    return { kind: name, point, words: (it.value as { what: string }).what };
  }
  return { kind: kindOf(name), point, words: String(it.value) };
}

function kindOf(name: string): LaterKind {
  const kinds: LaterKind[] = ['point', 'attendance', 'coming', 'decision'];
  return kinds.find((kind) => kind === name) ?? 'other';
}
