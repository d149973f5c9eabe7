// The tokens keep the contrast that WCAG 2.2 AA asks for, in all three themes; computed from OKLCH.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, parseOklch, type Rgb } from '../src/lib/colour';

const css = readFileSync(new URL('../src/tokens.css', import.meta.url), 'utf8').replace(
  /\/\*[\s\S]*?\*\//g,
  '',
);
const themes = ['light', 'dark', 'natt'] as const;

/** What a theme's blocks say, later ones over earlier ones. */
function tokens(theme: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, selector = '', body = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const isOurs = selector.includes(`"${theme}"`) || selector.trim() === ':root';
    if (!isOurs) continue;
    for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)) {
      found.set(name, value.trim());
    }
  }
  return found;
}

function colour(all: Map<string, string>, name: string): Rgb {
  const said = all.get(name)?.replace('var(--hue)', all.get('--hue') ?? '') ?? '';
  const parsed = parseOklch(said);
  if (!parsed) throw new Error(`${name} is no OKLCH colour`);
  return parsed;
}

const hues = [...css.matchAll(/--c-([a-z]+):\s*(\d+)/g)].map(([, name = '', hue]) => ({
  name,
  hue: Number(hue),
}));

describe.each(themes)('%s', (theme) => {
  const all = tokens(theme);
  const of = (name: string) => colour(all, name);
  const grounds = ['--bg', '--surface', '--raised', '--sunken'];

  it.each(grounds)('text on %s is at least 7:1', (ground) => {
    expect(contrast(of('--text'), of(ground))).toBeGreaterThanOrEqual(7);
  });

  it.each(grounds)('muted text on %s is at least 4.5:1', (ground) => {
    expect(contrast(of('--text-muted'), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it('text on the soft and the primary ground is at least 4.5:1', () => {
    expect(contrast(of('--text'), of('--primary-soft'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('--text-muted'), of('--primary-soft'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('--on-primary'), of('--primary'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('--surface'), of('--danger'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of('--on-danger'), of('--danger-ground'))).toBeGreaterThanOrEqual(4.5);
  });

  it('the primary colour holds its contrast in whatever hue a municipality has', () => {
    for (let hue = 0; hue < 360; hue += 5) {
      const own = new Map(all).set('--hue', String(hue));
      expect(
        contrast(colour(own, '--on-primary'), colour(own, '--primary')),
      ).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of('--text'), colour(own, '--primary-soft'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour(own, '--primary'), of('--bg'))).toBeGreaterThanOrEqual(3);
    }
  });

  it('borders of controls and the focus ring are at least 3:1', () => {
    for (const ground of ['--bg', '--surface']) {
      expect(contrast(of('--line-strong'), of(ground))).toBeGreaterThanOrEqual(3);
      expect(contrast(of('--focus'), of(ground))).toBeGreaterThanOrEqual(3);
    }
  });

  it.runIf(theme === 'natt')('no large ground is nearly as bright as than the text', () => {
    const black = parseOklch('oklch(0 0 0)') as Rgb;
    const light = (name: string) => contrast(of(name), black);
    for (const ground of ['--danger-ground', '--primary-soft', '--surface', '--raised']) {
      expect(light(ground)).toBeLessThan(light('--text') / 4);
    }
  });

  it('map labels on land are at least 4.5:1', () => {
    expect(contrast(of('--map-label'), of('--map-land'))).toBeGreaterThanOrEqual(4.5);
  });

  it('every category icon on its tile and its badge is at least 3:1', () => {
    expect(hues.length).toBe(12);
    const number = (name: string) => Number(all.get(name));
    for (const { hue } of hues) {
      const icon: Rgb = [number('--cat-l'), number('--cat-c'), hue];
      const badge: Rgb = [number('--cat-bg-l'), number('--cat-bg-c'), hue];
      expect(contrast(icon, of('--surface'))).toBeGreaterThanOrEqual(3);
      expect(contrast(icon, badge)).toBeGreaterThanOrEqual(3);
    }
  });
});

it('knows the contrast of black on white and of a colour on itself', () => {
  expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
  expect(contrast([0.5, 0.1, 20], [0.5, 0.1, 20])).toBe(1);
});
