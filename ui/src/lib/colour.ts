// OKLCH to sRGB by Björn Ottosson's formulas: the map's painter and the contrast test need plain numbers.
export type Rgb = [number, number, number];

/** Linear-light sRGB of an OKLCH colour; outside 0–1 when the screen cannot show it. */
export function linearOf(l: number, c: number, hue: number): Rgb {
  const a = c * Math.cos((hue * Math.PI) / 180);
  const b = c * Math.sin((hue * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

const clamp = (x: number) => Math.min(1, Math.max(0, x));
const encoded = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);

/** `#rrggbb` of an OKLCH colour, clipped to the screen. */
export function hex(l: number, c: number, hue: number): string {
  const bytes = linearOf(l, c, hue).map((x) => Math.round(encoded(clamp(x)) * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** `oklch(0.5 0.11 155)` as three numbers, or null when it is something else. */
export function parseOklch(text: string): Rgb | null {
  const found = /oklch\(\s*([\d.]+%?)\s+([\d.]+)\s+([\d.]+)/.exec(text);
  if (!found) return null;
  const [, l = '0', c = '0', hue = '0'] = found;
  return [l.endsWith('%') ? Number.parseFloat(l) / 100 : Number(l), Number(c), Number(hue)];
}

/** WCAG 2.2 relative luminance. */
export function luminance(l: number, c: number, hue: number): number {
  const [r, g, b] = linearOf(l, c, hue).map(clamp) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio of two OKLCH colours, 1–21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(...one), luminance(...other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
