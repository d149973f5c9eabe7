// What the analysis is asked, as it stands in the address bar, and the question it becomes.
import type { CategoryCode, StudyPart, StudyQuestion } from './api/types';

export const tabs = ['platser', 'karta', 'tid', 'trend', 'upprepning', 'kallor', 'mer'] as const;
export type Tab = (typeof tabs)[number];
export const windows = [4, 12, 52] as const;
export type Weeks = (typeof windows)[number];
export type Box = [number, number, number, number];

export interface StudyFilter {
  tab: Tab;
  weeks: Weeks;
  /** The last day, `2026-11-22`; empty for today. */
  until: string;
  categories: string[];
  source: string;
  within: Box | null;
  /** The code of an area of the municipality; empty for all of it. */
  area: string;
  reviewed: boolean;
  reports: boolean;
}

export const plain: StudyFilter = {
  tab: 'platser',
  weeks: 12,
  until: '',
  categories: [],
  source: '',
  within: null,
  area: '',
  reviewed: false,
  reports: false,
};

function readBox(text: string | null): Box | null {
  const numbers = (text ?? '').split(',').map(Number);
  return numbers.length === 4 && text && numbers.every(Number.isFinite) ? (numbers as Box) : null;
}

export function readStudy(query: URLSearchParams): StudyFilter {
  const day = query.get('till') ?? '';
  return {
    tab: tabs.find((it) => it === query.get('flik')) ?? plain.tab,
    weeks: windows.find((it) => String(it) === query.get('veckor')) ?? plain.weeks,
    until: /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : '',
    categories: (query.get('kategori') ?? '').split(',').filter(Boolean),
    source: query.get('kalla') ?? '',
    within: readBox(query.get('ruta')),
    area: query.get('omrade') ?? '',
    reviewed: query.get('granskade') === '1',
    reports: query.get('rapporter') === '1',
  };
}

export function writeStudy(filter: StudyFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.tab !== plain.tab) query.set('flik', filter.tab);
  if (filter.weeks !== plain.weeks) query.set('veckor', String(filter.weeks));
  if (filter.until) query.set('till', filter.until);
  if (filter.categories.length) query.set('kategori', filter.categories.join(','));
  if (filter.source) query.set('kalla', filter.source);
  if (filter.area) query.set('omrade', filter.area);
  if (filter.within) query.set('ruta', filter.within.map((it) => it.toFixed(4)).join(','));
  if (filter.reviewed) query.set('granskade', '1');
  if (filter.reports) query.set('rapporter', '1');
  return query;
}

export function askStudy(filter: StudyFilter, part: StudyPart): StudyQuestion {
  return {
    part,
    weeks: filter.weeks,
    categories: filter.categories as CategoryCode[],
    reviewed: filter.reviewed,
    reports: filter.reports,
    ...(filter.until && { until: filter.until }),
    ...(filter.source && { source: filter.source }),
    ...(filter.area && { area: filter.area }),
    ...(filter.within && { within: filter.within }),
  };
}
