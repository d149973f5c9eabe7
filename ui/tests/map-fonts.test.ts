// Every font that the map's labels name is bundled: none falls back to the machine's.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { BaseMap } from '../src/lib/map/archive';
import type { Palette } from '../src/lib/map/palette';
import { mapStyle } from '../src/lib/map/style';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const bundled = [
  read('../src/map-fonts.css'),
  read('../node_modules/@fontsource-variable/inter/standard.css'),
].join('');
const families = new Set(
  [...bundled.matchAll(/font-family: '([^']+)'/g)].map(([, family]) => family),
);
const everyLayer: BaseMap['layers'] = { has: () => true } as unknown as Set<string>;
const base: BaseMap = {
  name: 'karta',
  attribution: '',
  minZoom: 0,
  maxZoom: 14,
  bounds: [12, 57, 13, 58],
  layers: everyLayer,
};
const palette = new Proxy({}, { get: () => '#808080' }) as Palette;

it('names only bundled fonts', () => {
  const fonts = mapStyle(base, palette, 'sv').layers.flatMap((layer) =>
    layer.type === 'symbol' ? (layer.layout?.['text-font'] as string[]) : [],
  );
  expect(new Set(fonts)).toEqual(new Set(['Inter Variable', 'Inter Variable Semibold']));
  expect(fonts.filter((font) => !families.has(font))).toEqual([]);
});
