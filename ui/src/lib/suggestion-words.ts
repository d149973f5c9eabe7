// The reasons of a suggestion in words, and how likely it is.
import type { SuggestionReason } from './api/types';
import type { Text } from './text/sv';

type Words = Text['merge'];

export function likelihood(score: number): 'high' | 'middle' | 'low' {
  if (score >= 7) return 'high';
  return score >= 3 ? 'middle' : 'low';
}

export function reasonWords(reason: SuggestionReason, t: Words): string {
  switch (reason.of) {
    case 'near':
      return t.metres(reason.metres);
    case 'soon':
      if (reason.is_exact) return t.minutes(reason.minutes);
      return reason.minutes === 0 ? t.mayTouch : t.atLeast(reason.minutes);
    case 'category':
      return reason.is_same ? t.sameCategory : t.otherCategory;
    case 'severity':
      return reason.steps === 0 ? t.sameSeverity : t.severitySteps(reason.steps);
    case 'text':
      return t.textAlike(reason.shared_percent);
    case 'confirmed':
      return t.confirmed;
    case 'crowd':
      return reason.is_alone ? t.alone : t.crowd;
  }
}
