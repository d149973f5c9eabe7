import { expect, it } from 'vitest';
import { everything, narrowed, questionOf, readFilter, writeFilter } from './inbox-filter';

const clock = { zone: 'Europe/Stockholm', locale: 'sv-SE' };
const now = Date.parse('2026-11-23T07:12:00Z');

it('reads from the address bar what it wrote there', () => {
  const filter = {
    ...everything,
    view: 'asked' as const,
    period: 'week' as const,
    categories: ['fire', 'theft.bicycle'],
    reviews: ['asked' as const, 'rejected' as const],
    text: 'hållplats C & gång',
    order: 'received' as const,
  };
  const again = readFilter(new URLSearchParams(writeFilter(filter).toString()));
  expect({ ...again, reviews: [...again.reviews].sort() }).toEqual(filter);
});

it('leaves the address bar clean when nothing is chosen', () => {
  expect(writeFilter(everything).toString()).toBe('');
});

it('takes an address somebody has broken as nothing chosen', () => {
  expect(readFilter(new URLSearchParams('vy=%00&period=sekel&lage=hemlig'))).toEqual(everything);
});

it('asks for the night from six in the evening', () => {
  const question = questionOf({ ...everything, view: 'tonight' }, now, clock);
  expect(question.from).toBe(Date.parse('2026-11-22T17:00:00Z'));
});

it('lets a chosen state stand before the view', () => {
  const question = questionOf({ ...everything, reviews: ['rejected'] }, now, clock);
  expect(question.reviews).toEqual(['rejected']);
  expect(narrowed({ ...everything, reviews: ['rejected'], text: 'x' })).toBe(2);
});

it('asks for what is assigned to oneself, and for what has waited three days', () => {
  const open = ['new', 'under_review', 'asked'];
  const mine = questionOf({ ...everything, view: 'mine' }, now, clock, 'Sam Falk');
  expect(mine).toEqual({ reviews: open, assigned: 'Sam Falk' });
  const waited = questionOf({ ...everything, view: 'waited' }, now, clock);
  expect(waited).toEqual({ reviews: open, received_before: Date.parse('2026-11-20T07:00:00Z') });
});

it('ends a period on the day that was chosen, by the clock of the town', () => {
  const filter = { ...everything, period: 'day' as const, until: '2026-03-29', area: 'regso-1' };
  const question = questionOf(filter, now, clock);
  expect(question.to).toBe(Date.parse('2026-03-29T22:00:00Z'));
  expect(question.from).toBe(Date.parse('2026-03-28T22:00:00Z'));
  expect(question.area).toBe('regso-1');
  const again = readFilter(new URLSearchParams(writeFilter(filter).toString()));
  expect([again.until, again.area]).toEqual(['2026-03-29', 'regso-1']);
  expect(readFilter(new URLSearchParams('till=snart&period=day')).until).toBe('');
});

it('keeps what concerns preparedness in the address bar and asks for it', () => {
  const filter = { ...everything, preparedness: true };
  expect(writeFilter(filter).toString()).toBe('tagg=beredskap');
  expect(readFilter(writeFilter(filter))).toEqual(filter);
  expect(questionOf(filter, now, clock).preparedness).toBe(true);
  expect(narrowed(filter)).toBe(1);
});
