// What the list shows, as it stands in the address bar, and the question it becomes.
import type {
  CategoryCode,
  OrganisationId,
  PictureFilter,
  PictureOrder,
  UtcMillis,
} from './api/types';
import { deputyDays } from './ageing';
import { momentsOf } from './local-time';
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
  /** The last day of the period, YYYY-MM-DD; empty: it ends now. */
  until: string;
  /** Code of an area. */
  area: string;
  categories: string[];
  reviews: ReviewState[];
  organisation: string;
  /** Only what concerns *beredskap*. */
  preparedness: boolean;
  text: string;
  /** By when it happened, as the list's headings are, or by when it was received. */
  order: PictureOrder;
}

export const everything: InboxFilter = {
  view: 'open',
  period: 'all',
  until: '',
  area: '',
  categories: [],
  reviews: [],
  organisation: '',
  preparedness: false,
  text: '',
  order: 'happened',
};

const oneOf = <T extends string>(all: readonly T[], value: string | null, otherwise: T): T =>
  all.find((it) => it === value) ?? otherwise;
const isDay = (text: string | null) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') && !Number.isNaN(Date.parse(text ?? ''));
const listed = (value: string | null) => (value ? value.split(',').filter(Boolean) : []);

export function readFilter(query: URLSearchParams): InboxFilter {
  return {
    view: oneOf(views, query.get('vy'), everything.view),
    period: oneOf(periods, query.get('period'), everything.period),
    until: isDay(query.get('till')) ? (query.get('till') ?? '') : '',
    area: query.get('omrade') ?? '',
    categories: listed(query.get('kategori')),
    reviews: reviewStates.filter((it) => listed(query.get('lage')).includes(it)),
    organisation: query.get('organisation') ?? '',
    preparedness: query.get('tagg') === 'beredskap',
    text: query.get('text') ?? '',
    order: query.get('ordning') === 'mottagen' ? 'received' : 'happened',
  };
}

export function writeFilter(filter: InboxFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.view !== everything.view) query.set('vy', filter.view);
  if (filter.period !== everything.period) query.set('period', filter.period);
  if (filter.until && filter.period !== 'all') query.set('till', filter.until);
  if (filter.area) query.set('omrade', filter.area);
  if (filter.categories.length) query.set('kategori', filter.categories.join(','));
  if (filter.reviews.length) query.set('lage', filter.reviews.join(','));
  if (filter.organisation) query.set('organisation', filter.organisation);
  if (filter.preparedness) query.set('tagg', 'beredskap');
  if (filter.text) query.set('text', filter.text);
  if (filter.order === 'received') query.set('ordning', 'mottagen');
  return query;
}

/** How many things narrow the list beyond the view. */
export function narrowed(filter: InboxFilter): number {
  return [
    filter.period !== 'all',
    filter.area !== '',
    filter.categories.length > 0,
    filter.reviews.length > 0,
    filter.organisation !== '',
    filter.preparedness,
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
export const lengths: Record<Exclude<Period, 'all'>, number> = {
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

/** Midnight after a day, in the clock's zone. */
function endOf(on: string, clock: Clock): UtcMillis | null {
  const next = new Date(Date.parse(`${on}T12:00Z`) + day).toISOString().slice(0, 10);
  return momentsOf(`${next}T00:00`, clock)[0] ?? null;
}

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
  const end = filter.period === 'all' || !filter.until ? null : endOf(filter.until, clock);
  const until = end ?? now - (now % hour);
  const from = filter.period === 'all' ? 0 : until - lengths[filter.period];
  if (end !== null) question.to = end;
  const evening = filter.view === 'tonight' ? eveningBefore(now, clock) : 0;
  if (Math.max(from, evening) > 0) question.from = Math.max(from, evening);
  if (filter.area) question.area = filter.area;
  if (filter.categories.length) question.categories = filter.categories as CategoryCode[];
  if (filter.organisation) question.organisation = filter.organisation as OrganisationId;
  if (filter.preparedness) question.preparedness = true;
  if (filter.text.trim()) question.text = filter.text.trim();
  return question;
}
