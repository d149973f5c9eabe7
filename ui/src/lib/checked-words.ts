// What the check of free text marks, placed in the words: cut up for drawing, and replaced.
import type { PersonalDataKind, Suspicion } from './api/types';

/** What stands in words that only their author and reviewers may read yet. */
export const withheld = '…';

export interface Piece {
  words: string;
  mark: Suspicion | null;
}

/** The words in pieces. Places are counted in code points, not in UTF-16 units. */
export function pieces(words: string, marks: Suspicion[]): Piece[] {
  const points = [...words];
  const cut: Piece[] = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.start < at || mark.end > points.length) continue;
    if (mark.start > at) cut.push({ words: points.slice(at, mark.start).join(''), mark: null });
    cut.push({ words: points.slice(mark.start, mark.end).join(''), mark });
    at = mark.end;
  }
  if (at < points.length) cut.push({ words: points.slice(at).join(''), mark: null });
  return cut;
}

/** The words with something else in the place of a mark. */
export function replaced(words: string, mark: Suspicion, instead: string): string {
  const points = [...words];
  const parts = [points.slice(0, mark.start).join(''), instead, points.slice(mark.end).join('')];
  return parts.join('').replace(/ {2,}/g, ' ').trim();
}

/** The words with a word for each kind in the place of every mark. */
export function masked(
  words: string,
  marks: Suspicion[],
  instead: Record<PersonalDataKind, string>,
): string {
  return pieces(words, marks)
    .map((piece) => (piece.mark ? instead[piece.mark.kind] : piece.words))
    .join('');
}
