// The tokens as plain colours: MapLibre's painter does not read OKLCH.
import { hex, parseOklch } from '../colour';

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

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  const colour = (name: string) => {
    const parsed = parseOklch(value(name));
    return parsed ? hex(...parsed) : '#888888';
  };
  const lightness = Number(value('--cat-l')) || 0.5;
  const chroma = Number(value('--cat-c')) || 0.1;
  const land = parseOklch(value('--map-land'));
  return {
    isDark: (land?.[0] ?? 1) < 0.5,
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
