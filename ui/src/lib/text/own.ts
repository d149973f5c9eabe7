// A municipality's own words instead of the product's, by key of the text catalogue.
import type { Text } from './sv';

type Words = { [key: string]: unknown };

function isWords(value: unknown): value is Words {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every key whose word can be replaced: plain texts, not those made from numbers or names. */
export function replaceable(text: object, at = ''): string[] {
  return Object.entries(text).flatMap(([key, value]) => {
    const path = at ? `${at}.${key}` : key;
    if (typeof value === 'string') return [path];
    return isWords(value) ? replaceable(value, path) : [];
  });
}

/** The catalogue with some words replaced; a key that is no plain text is left alone. */
export function withOwn(text: Text, own: Record<string, string>): Text {
  const keys = Object.keys(own);
  if (keys.length === 0) return text;
  const all: Words = { ...(text as unknown as Words) };
  for (const key of keys) replace(all, key.split('.'), own[key] ?? '');
  return all as unknown as Text;
}

function replace(words: Words, path: string[], word: string): void {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(words, key)) return;
  const inner = words[key];
  if (rest.length === 0) {
    if (typeof inner === 'string' && word !== '') words[key] = word;
  } else if (isWords(inner)) {
    const copy = { ...inner };
    words[key] = copy;
    replace(copy, rest, word);
  }
}
