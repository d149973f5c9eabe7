// What must never be read on a screen of the analysis: statistics, and percent of a small base.
const forbidden = [
  [/\bp\s*[=<>≤≥]\s*0?[.,]\d/i, 'a p value'],
  [/\bp-värde|p-value\b/i, 'the word p value'],
  [/signifikan|significan/i, 'the word significant'],
  [/\bz\s*=\s*-?\d/i, 'a z score'],
];

/** What is wrong with the words of a screen. */
export function faultsOf(text) {
  const found = forbidden.flatMap(([rule, name]) => (rule.test(text) ? [name] : []));
  // No base is known to be at least 20, so no percent at all stands on these screens.
  if (/\d\s*(%|procent\b|percent\b)/i.test(text)) found.push('percent');
  return found;
}
