// What is somebody's own to look at first, from the rights of the role and from what there is.
import type {
  CauseAnalysis,
  EditionView,
  MeasureStatus,
  MeasureView,
  VersionView,
} from './api/types';

/** A right as the session answers it. */
type May = (action: string) => boolean;

export type Part = 'approve' | 'late' | 'plan' | 'editions' | 'long' | 'duties';

/** The parts of the start page, the most urgent first. */
export function partsOf(may: May): Part[] {
  return [
    ...(may('publish') ? (['approve'] as const) : []),
    ...(may('read_plan') ? (['late', 'plan'] as const) : []),
    ...(may('read_editions') ? (['editions'] as const) : []),
    ...(may('read_plan') ? (['long', 'duties'] as const) : []),
  ];
}

/** Whether a start page is what somebody opens: those who neither review nor report, and read more than editions. */
export function startsHere(may: May): boolean {
  const works = ['read_all', 'read_organisation', 'capture', 'plan', 'administer'];
  return may('read_plan') && works.every((action) => !may(action));
}

export interface Fixed {
  edition: EditionView;
  version: VersionView;
}

/** The newest version of each edition that was fixed, the newest period first. */
export function newestFixed(editions: EditionView[]): Fixed[] {
  const found = editions.flatMap((edition) => {
    const version = edition.versions.at(-1);
    return version ? [{ edition, version }] : [];
  });
  return found.sort((a, b) => (a.edition.from < b.edition.from ? 1 : -1));
}

/** Those that nobody has approved for the public yet. */
export function toApprove(editions: EditionView[]): Fixed[] {
  return newestFixed(editions).filter((it) => it.version.publication === null);
}

/** What is late, one's own organisation's first, then what has waited longest. */
export function late(measures: MeasureView[], own: string): MeasureView[] {
  const isOwn = (it: MeasureView) => Number(it.organisation === own);
  const due = (it: MeasureView) => it.due ?? '';
  return measures
    .filter((it) => it.is_overdue)
    .sort((a, b) => isOwn(b) - isOwn(a) || due(a).localeCompare(due(b)));
}

/** How many measures are how far, all of them and of one's own organisation. */
export function counted(
  measures: MeasureView[],
  own: string,
): { status: MeasureStatus; all: number; own: number }[] {
  const statuses: MeasureStatus[] = ['proposed', 'decided', 'ongoing', 'done'];
  return statuses.map((status) => {
    const here = measures.filter((it) => it.status === status);
    return { status, all: here.length, own: here.filter((it) => it.organisation === own).length };
  });
}

/** The long list: what its analysis moved there, the last changed first. */
export function longList(causes: CauseAnalysis[]): CauseAnalysis[] {
  return causes
    .filter((it) => it.conclusion === 'long')
    .sort((a, b) => b.changed_at - a.changed_at);
}
