// The point symbols: a ring with the category's icon; dashed not reviewed, full reviewed, filled chosen.
import type { Map as MapLibre } from 'maplibre-gl';
import type { Palette } from './palette';

export type Look = 'new' | 'approved' | 'chosen';
export const looks: Look[] = ['new', 'approved', 'chosen'];
export const symbolName = (tile: string, look: Look) => `${tile}-${look}`;

/** Drawn at three times its size, so that it stays sharp on a phone. */
const sharpness = 3;
const sides: Record<Look, number> = { new: 28, approved: 28, chosen: 40 };

function svg(icon: string, colour: string, look: Look, palette: Palette): string {
  const side = sides[look];
  const centre = side / 2;
  const isChosen = look === 'chosen';
  const dash = look === 'new' ? ' stroke-dasharray="3.4 2.6"' : '';
  const radius = centre - (isChosen ? 2.5 : 1.5);
  const iconSide = isChosen ? 20 : 15;
  const at = centre - iconSide / 2;
  const scale = iconSide / 24;
  const ground = isChosen ? colour : palette.surface;
  const ring = isChosen ? palette.surface : colour;
  const ink = isChosen ? palette.surface : colour;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side * sharpness}" height="${side * sharpness}" viewBox="0 0 ${side} ${side}">
<circle cx="${centre}" cy="${centre}" r="${radius}" fill="${ground}" stroke="${ring}" stroke-width="${isChosen ? 3 : 1.8}"${dash}/>
<g transform="translate(${at} ${at}) scale(${scale})" fill="none" stroke="${ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${icon}</g></svg>`;
}

function drawn(source: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('a symbol could not be drawn'));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  });
}

export interface Symbol {
  tile: string;
  /** The inside of a 24 × 24 SVG. */
  icon: string;
  hue: number;
}

export async function addSymbols(
  map: MapLibre,
  symbols: Symbol[],
  palette: Palette,
): Promise<void> {
  const jobs = symbols.flatMap(({ tile, icon, hue }) =>
    looks.map(async (look) => {
      const image = await drawn(svg(icon, palette.category(hue), look, palette));
      const name = symbolName(tile, look);
      if (!map.hasImage(name)) map.addImage(name, image, { pixelRatio: sharpness });
    }),
  );
  await Promise.all(jobs);
}
