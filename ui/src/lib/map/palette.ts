// The tokens as plain colours: MapLibre's painter does not read OKLCH.
import { hex } from '../colour';

export interface Palette {
  isDark: boolean;
  land: string;
  water: string;
  road: string;
  building: string;
  green: string;
  label: string;
  text: string;
  surface: string;
  primary: string;
  line: string;
  category: (hue: number) => string;
}

/** Any CSS colour as `#rrggbb`, as this browser paints it. */
function painted(ink: CanvasRenderingContext2D | null, css: string): string {
  if (!ink || css === '') return '#888888';
  ink.fillStyle = css;
  ink.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = ink.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const ink = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const value = (name: string) => style.getPropertyValue(name).trim();
  const colour = (name: string) => painted(ink, value(name));
  const lightness = Number(value('--cat-l')) || 0.5;
  const chroma = Number(value('--cat-c')) || 0.1;
  return {
    isDark: element.dataset.theme !== 'light',
    land: colour('--map-land'),
    water: colour('--map-water'),
    road: colour('--map-road'),
    building: colour('--map-building'),
    green: colour('--map-green'),
    label: colour('--map-label'),
    text: colour('--text'),
    surface: colour('--surface'),
    primary: colour('--primary'),
    line: colour('--line-strong'),
    category: (hue) => hex(lightness, chroma, hue),
  };
}
