// What a figure rests on, in words: the same lines for every tab.
import type { AttentionWhy, Study } from './api/types';
import type { Text } from './text/sv';

export interface Basis {
  method: string;
  events: number;
  weeks: number;
  parameters: { name: string; value: number }[];
}

export interface WhyLine {
  term: string;
  text: string;
  rows?: { name: string; count: number | string }[];
}

type Words = Text['analysis']['whyBox'];

/** Rounds and hours, or that none are known. */
export function effortText(visits: number, hours: number, t: Words): string {
  if (visits === 0 && hours === 0) return t.noEffort;
  return `${t.visits(visits)}. ${hours > 0 ? `${t.hours(hours)}.` : t.hoursUnknown}`;
}

function settingsOf(basis: Basis, t: Words, number: Intl.NumberFormat) {
  return basis.parameters.flatMap(({ name, value }) => {
    const label = t.parameters[name];
    return label ? [{ name: label, count: number.format(value) }] : [];
  });
}

/** What stands behind an alarm or a suggested place. */
export function attentionLines(
  why: AttentionWhy,
  { observed, expected }: { observed: string; expected: string },
  study: Study,
  words: Text['analysis'],
  locale: string,
): WhyLine[] {
  const t = words.whyBox;
  const rows = settingsOf(why.basis, t, new Intl.NumberFormat(locale));
  return [
    { term: t.observed, text: observed },
    { term: t.expected, text: expected },
    { term: t.method, text: t.methods[why.basis.method] ?? '' },
    ...(rows.length ? [{ term: t.settings, text: '', rows }] : []),
    { term: t.effort, text: effortText(why.visits, why.patrol_hours, t) },
    { term: t.sources, text: '', rows: why.sources },
    {
      term: t.found,
      text: '',
      rows: why.found.map((it) => ({ name: t.foundBy[it.name] ?? it.name, count: it.count })),
    },
    {
      term: t.sensitivity,
      text: '',
      rows: [
        { name: t.reviewed, count: why.reviewed },
        { name: t.reports, count: why.reports },
        { name: t.wider, count: why.wider },
      ],
    },
    { term: t.snapshot, text: `${study.snapshot.slice(0, 12)} · ${t.snapshotHint}` },
  ];
}

/** Method, settings, effort, basis and the name of the picture. */
export function basisLines(
  basis: Basis,
  study: Study,
  words: Text['analysis'],
  locale: string,
): WhyLine[] {
  const t = words.whyBox;
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const { counts } = study;
  const rows = settingsOf(basis, t, number);
  return [
    { term: words.n, text: words.eventCount(basis.events) },
    { term: t.method, text: t.methods[basis.method] ?? '' },
    ...(rows.length ? [{ term: t.settings, text: '', rows }] : []),
    {
      term: t.effort,
      text: effortText(counts.visits, counts.patrol_hours, t),
    },
    {
      term: t.sensitivity,
      text: '',
      rows: [
        { name: t.reviewed, count: counts.events - counts.unreviewed },
        { name: t.reports, count: counts.reports },
      ],
    },
    { term: t.snapshot, text: `${study.snapshot.slice(0, 12)} · ${t.snapshotHint}` },
  ];
}
