// What the list shows, as it stands in the address bar, and the question it becomes.
import type {
  CategoryCode,
  OrganisationId,
  PictureFilter,
  PictureOrder,
  UtcMillis,
} from './api/types';
import { deputyDays } from './ageing';
import { day, hour, parts, type Clock } from './time';

export const views = [
  'open',
  'mine',
  'waited',
  'tonight',
  'asked',
  'deferred',
  'approved',
  'all',
] as const;
export type View = (typeof views)[number];
export const periods = ['all', 'day', 'week', 'month', 'year'] as const;
export type Period = (typeof periods)[number];
export const reviewStates = [
  'new',
  'under_review',
  'asked',
  'approved',
  'rejected',
  'duplicate',
] as const;
export type ReviewState = (typeof reviewStates)[number];

export const orders = ['happened', 'received'] as const satisfies PictureOrder[];

export interface InboxFilter {
  view: View;
  period: Period;
  categories: string[];
  reviews: ReviewState[];
  organisation: string;
  text: string;
  /** By when it happened, as the list's headings are, or by when it was received. */
  order: PictureOrder;
}

export const everything: InboxFilter = {
  view: 'open',
  period: 'all',
  categories: [],
  reviews: [],
  organisation: '',
  text: '',
  order: 'happened',
};

const oneOf = <T extends string>(all: readonly T[], value: string | null, otherwise: T): T =>
  all.find((it) => it === value) ?? otherwise;
const listed = (value: string | null) => (value ? value.split(',').filter(Boolean) : []);

export function readFilter(query: URLSearchParams): InboxFilter {
  return {
    view: oneOf(views, query.get('vy'), everything.view),
    period: oneOf(periods, query.get('period'), everything.period),
    categories: listed(query.get('kategori')),
    reviews: reviewStates.filter((it) => listed(query.get('lage')).includes(it)),
    organisation: query.get('organisation') ?? '',
    text: query.get('text') ?? '',
    order: query.get('ordning') === 'mottagen' ? 'received' : 'happened',
  };
}

export function writeFilter(filter: InboxFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.view !== everything.view) query.set('vy', filter.view);
  if (filter.period !== everything.period) query.set('period', filter.period);
  if (filter.categories.length) query.set('kategori', filter.categories.join(','));
  if (filter.reviews.length) query.set('lage', filter.reviews.join(','));
  if (filter.organisation) query.set('organisation', filter.organisation);
  if (filter.text) query.set('text', filter.text);
  if (filter.order === 'received') query.set('ordning', 'mottagen');
  return query;
}

/** How many things narrow the list beyond the view. */
export function narrowed(filter: InboxFilter): number {
  return [
    filter.period !== 'all',
    filter.categories.length > 0,
    filter.reviews.length > 0,
    filter.organisation !== '',
    filter.text !== '',
  ].filter(Boolean).length;
}

const reviewsOf: Record<View, ReviewState[]> = {
  open: ['new', 'under_review', 'asked'],
  mine: ['new', 'under_review', 'asked'],
  waited: ['new', 'under_review', 'asked'],
  tonight: ['new', 'under_review', 'asked'],
  asked: ['asked'],
  deferred: ['under_review'],
  approved: ['approved'],
  all: [],
};
const lengths: Record<Exclude<Period, 'all'>, number> = {
  day,
  week: 7 * day,
  month: 30 * day,
  year: 365 * day,
};

/** Six in the evening that the present or last night began with. */
export function eveningBefore(now: UtcMillis, clock: Clock): UtcMillis {
  const { hour: h } = parts(now, clock);
  const at = now - (h >= 18 ? h - 18 : h + 6) * hour;
  return at - (at % hour);
}

/** What has waited three days, by whole hours, so that the list stands still while one works. */
export const waitedSince = (now: UtcMillis): UtcMillis => now - (now % hour) - deputyDays * day;

/** `me` is who finds reports under *Mina*. */
export function questionOf(
  filter: InboxFilter,
  now: UtcMillis,
  clock: Clock,
  me = '',
): PictureFilter {
  const question: PictureFilter = {};
  if (filter.view === 'mine') question.assigned = me;
  if (filter.view === 'waited') question.received_before = waitedSince(now);
  const reviews = filter.reviews.length ? filter.reviews : reviewsOf[filter.view];
  if (reviews.length) question.reviews = reviews;
  // Whole hours, so that the same question is asked while one works.
  const from = filter.period === 'all' ? 0 : now - (now % hour) - lengths[filter.period];
  const evening = filter.view === 'tonight' ? eveningBefore(now, clock) : 0;
  if (Math.max(from, evening) > 0) question.from = Math.max(from, evening);
  if (filter.categories.length) question.categories = filter.categories as CategoryCode[];
  if (filter.organisation) question.organisation = filter.organisation as OrganisationId;
  if (filter.text.trim()) question.text = filter.text.trim();
  return question;
}
