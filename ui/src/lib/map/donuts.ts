// Clusters as donuts of category shares: small SVG elements that MapLibre keeps in place.
import { Marker, type GeoJSONSource, type Map as MapLibre } from 'maplibre-gl';
import { shares, shortCount } from './features';

const ns = 'http://www.w3.org/2000/svg';

export interface DonutLook {
  tiles: string[];
  colour: (tile: string) => string;
  label: (count: number) => string;
}

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, unknown>,
) {
  const made = document.createElementNS(ns, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function arc(from: number, to: number, radius: number, centre: number): string {
  const point = (part: number) => {
    const angle = 2 * Math.PI * part - Math.PI / 2;
    return `${centre + radius * Math.cos(angle)} ${centre + radius * Math.sin(angle)}`;
  };
  const end = Math.min(to, from + 0.9999);
  return `M ${point(from)} A ${radius} ${radius} 0 ${end - from > 0.5 ? 1 : 0} 1 ${point(end)}`;
}

function donut(properties: Record<string, unknown>, look: DonutLook): HTMLElement {
  const count = Number(properties.point_count);
  const side = count < 10 ? 38 : count < 100 ? 44 : count < 1000 ? 52 : 60;
  const centre = side / 2;
  const svg = element('svg', { width: side, height: side, viewBox: `0 0 ${side} ${side}` });
  svg.append(element('circle', { cx: centre, cy: centre, r: centre - 1, fill: 'var(--surface)' }));
  const parts = shares(properties, look.tiles);
  const gap = parts.length > 1 ? 0.012 : 0;
  for (const part of parts) {
    const d = arc(part.from + gap, Math.max(part.from + gap, part.to - gap), centre - 4, centre);
    const stroke = look.colour(part.tile);
    svg.append(element('path', { d, stroke, fill: 'none', 'stroke-width': 4 }));
  }
  const text = element('text', {
    x: centre,
    y: centre,
    'text-anchor': 'middle',
    'dominant-baseline': 'central',
  });
  text.textContent = shortCount(count);
  svg.append(text);
  const holder = document.createElement('div');
  holder.className = 'donut';
  holder.title = look.label(count);
  holder.append(svg);
  return holder;
}

/** Keep donuts on the map for the clusters in view; a click opens one. */
export function keepDonuts(map: MapLibre, source: string, look: DonutLook): () => void {
  const shown = new Map<number, Marker>();
  const update = () => {
    if (!map.getSource(source) || !map.isSourceLoaded(source)) return;
    const seen = new Set<number>();
    for (const feature of map.querySourceFeatures(source, { filter: ['has', 'point_count'] })) {
      const id = Number(feature.properties.cluster_id);
      if (seen.has(id) || feature.geometry.type !== 'Point') continue;
      seen.add(id);
      if (shown.has(id)) continue;
      const at = feature.geometry.coordinates as [number, number];
      const holder = donut(feature.properties, look);
      holder.addEventListener('click', (event) => {
        event.stopPropagation();
        void map
          .getSource<GeoJSONSource>(source)
          ?.getClusterExpansionZoom(id)
          .then((zoom) => map.easeTo({ center: at, zoom: Math.min(zoom + 0.3, 19) }));
      });
      shown.set(id, new Marker({ element: holder }).setLngLat(at).addTo(map));
    }
    for (const [id, marker] of shown) {
      if (seen.has(id)) continue;
      marker.remove();
      shown.delete(id);
    }
  };
  const forget = () => {
    shown.forEach((marker) => marker.remove());
    shown.clear();
  };
  const onData = (event: { sourceId?: string; sourceDataType?: string }) => {
    if (event.sourceId !== source) return;
    if (event.sourceDataType === 'content') forget();
    update();
  };
  map.on('sourcedata', onData);
  map.on('move', update);
  map.on('idle', update);
  update();
  return () => {
    map.off('sourcedata', onData);
    map.off('move', update);
    map.off('idle', update);
    forget();
  };
}
