// How far a report of one's own has come, for the list: four steps and plain words.
import type { Delivery, Observation, ReportView } from './api/types';
import type { Text } from './text/sv';

export interface Standing {
  step: 1 | 2 | 3 | 4;
  kind: Delivery['state'];
  /** The time that belongs to the state, if it has one. */
  at: number | null;
  words: string;
  tone: 'going' | 'done' | 'stopped';
}

function outcome({ review, answered }: Observation, t: Text['reports']): string {
  switch (review.state) {
    case 'approved':
      return t.approved;
    case 'rejected':
      return t.rejected(review.reason);
    case 'duplicate':
      return t.duplicate;
    case 'asked':
      return answered ? t.answeredWords : t.asked;
    case 'new':
    case 'under_review':
      return '';
  }
}

/** What a code of the sync or the server means for the reporter. */
export function reason(code: string, t: Text['reports']): string {
  return t.reasons[code] ?? t.otherReason;
}

export function standing({ delivery, observation }: ReportView, t: Text['reports']): Standing {
  switch (delivery.state) {
    case 'on_phone': {
      const { because } = delivery;
      const words = because ? reason(because, t) : t.selfSending;
      return { step: 1, kind: delivery.state, at: null, words, tone: 'going' };
    }
    case 'received':
      return {
        step: 2,
        kind: delivery.state,
        at: delivery.at,
        words: outcome(observation, t),
        tone: 'going',
      };
    case 'reviewed':
      return {
        step: 3,
        kind: delivery.state,
        at: null,
        words: outcome(observation, t),
        tone: observation.review.state === 'rejected' ? 'stopped' : 'going',
      };
    case 'in_picture':
      return { step: 4, kind: delivery.state, at: null, words: t.approved, tone: 'done' };
    case 'quarantined':
      return {
        step: 2,
        kind: delivery.state,
        at: null,
        words: reason(delivery.because, t),
        tone: 'stopped',
      };
  }
}

/** The reports about which a coordinator asked something that nobody has answered yet. */
export function openQuestions(reports: ReportView[]): Observation[] {
  return reports
    .map(({ observation }) => observation)
    .filter((it) => it.review.state === 'asked' && !it.answered && !it.withdrawn);
}
