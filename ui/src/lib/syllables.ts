// Where a long word may break when there is no room for it: as Swedish is hyphenated, before the last
// consonant ahead of a vowel. Not every machine's browser knows how Swedish is hyphenated.

/** Shorter words stay whole. */
const least = 10;
const breaks = /(?<=\p{L}{2}[aeiouyåäö])(?=[bcdfghjklmnpqrstvxz][aeiouyåäö]\p{L})/iu;

/** With a soft hyphen wherever a long word may break. */
export const syllables = (words: string): string =>
  words
    .split(' ')
    .map((word) => (word.length < least ? word : word.split(breaks).join('\u00ad')))
    .join(' ');
