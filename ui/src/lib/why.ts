// What a figure rests on, in words: the same lines for every tab.
import type { Study } from './api/types';
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
  const rows = basis.parameters.flatMap(({ name, value }) => {
    const label = t.parameters[name];
    return label ? [{ name: label, count: number.format(value) }] : [];
  });
  return [
    { term: words.n, text: words.eventCount(basis.events) },
    { term: t.method, text: t.methods[basis.method] ?? '' },
    ...(rows.length ? [{ term: t.settings, text: '', rows }] : []),
    {
      term: t.effort,
      text: `${counts.visits > 0 ? t.visits(counts.visits) : t.noEffort} ${t.hoursUnknown}`,
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
