// Every word a person reads stands in the catalogue, in both languages.
import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'svelte/compiler';
import { en } from '../src/lib/text/en';
import { sv } from '../src/lib/text/sv';

const source = new URL('../src/', import.meta.url);
const components = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.svelte'),
);

function paths(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [at];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, `${at}.${key}`));
}

/** Text nodes and texts of attributes that people or screen readers get. */
function words(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) node.forEach((it) => words(it, found));
  else if (typeof node === 'object' && node !== null) {
    const it = node as Record<string, unknown>;
    if (it.type === 'Text') found.push(String(it.data));
    if (it.type === 'Attribute') {
      const isRead = ['aria-label', 'title', 'alt', 'placeholder'].includes(String(it.name));
      if (isRead) words(it.value, found);
      return found;
    }
    for (const [key, inner] of Object.entries(it)) {
      if (key !== 'parent') words(inner, found);
    }
  }
  return found;
}

/** What stands on the keys themselves is no language. */
const isKey = (text: string) => /^(Ctrl|Enter|[A-Z])$/.test(text);

it('has the same entries in Swedish and English, and none is empty', () => {
  expect(paths(en).sort()).toEqual(paths(sv).sort());
  const empty = (all: object): boolean =>
    Object.values(all).some(
      (it) => it === '' || (typeof it === 'object' && it !== null && empty(it)),
    );
  expect(empty(sv)).toBe(false);
  expect(empty(en)).toBe(false);
});

it('leaves no Swedish in the English catalogue', () => {
  const left = JSON.stringify(en).match(/"[^"]*[åäöÅÄÖ][^"]*"/g) ?? [];
  expect(left.filter((it) => !it.includes('Lägesbild'))).toEqual([]);
});

it.each(components)('%s holds no words of its own', (path) => {
  const { fragment } = parse(readFileSync(new URL(path, source), 'utf8'), { modern: true });
  const texts = words(fragment).map((text) => text.trim());
  expect(texts.filter((text) => /\p{L}/u.test(text) && !isKey(text))).toEqual([]);
});

it('looks at every component', () => expect(components.length).toBeGreaterThan(25));
