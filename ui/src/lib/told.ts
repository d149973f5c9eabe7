// What somebody has been told, gathered by measure: one story for each, the newest first.
import type { BeforeAfter, DocId, Feedback, FeedbackStage } from './api/types';

const order: FeedbackStage[] = [
  'decided',
  'done',
  'after12',
  'after26',
  'after52',
  'judged',
  'briefing',
];

export interface Story {
  measure: DocId;
  title: string;
  place: string | null;
  /** The steps in the order they happened. */
  steps: Feedback[];
  /** Told to the organisation, not to the one who reported. */
  isDigest: boolean;
}

/** Stories of reports that took part; what only goes on in the field is no story. */
export function stories(told: Feedback[]): Story[] {
  const by = new Map<string, Story>();
  for (const it of told) {
    if (it.stage === 'briefing') continue;
    const isDigest = it.addressee.to === 'organisation';
    const key = `${it.measure} ${String(isDigest)}`;
    const { measure, title, place } = it;
    const story = by.get(key) ?? { measure, title, place, steps: [], isDigest };
    story.steps.push(it);
    by.set(key, story);
  }
  const at = (it: Feedback) => order.indexOf(it.stage);
  const all = [...by.values()];
  for (const story of all) {
    story.steps.sort((a, b) => a.on.localeCompare(b.on) || at(a) - at(b));
  }
  const last = (story: Story) => story.steps[story.steps.length - 1]?.on ?? '';
  return all.sort((a, b) => last(b).localeCompare(last(a)));
}

/** What goes on in the field now. */
export function ongoing(told: Feedback[]): Feedback[] {
  const goesOn = (it: Feedback) => it.status === 'decided' || it.status === 'ongoing';
  return told.filter((it) => it.stage === 'briefing' && goesOn(it));
}

/** Events a week before and after; fewer than three are drawn as none. */
export function weekly({ before, before_weeks, after, after_weeks }: BeforeAfter): {
  before: number;
  after: number;
} {
  return { before: before / before_weeks, after: (after ?? 0) / after_weeks };
}
