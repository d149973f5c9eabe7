// Clusters as donuts of category shares: small SVG elements that MapLibre keeps in place.
import { Marker, type GeoJSONSource, type Map as MapLibre } from 'maplibre-gl';
import { shares, shortCount } from './features';
import { inView, layer } from './tiled';

const ns = 'http://www.w3.org/2000/svg';

/** A place on the screen, in pixels, and whose it is. */
export interface Spot {
  id: string;
  x: number;
  y: number;
}

export interface DonutLook {
  tiles: string[];
  colour: (tile: string) => string;
  label: (count: number) => string;
  /** The clusters come as vector tiles, and open two zooms deeper. */
  isTiled?: boolean;
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

function donut(properties: Record<string, unknown>, look: DonutLook): HTMLButtonElement {
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
  const holder = document.createElement('button');
  holder.type = 'button';
  holder.className = 'donut';
  holder.title = look.label(count);
  holder.ariaLabel = look.label(count);
  svg.setAttribute('aria-hidden', 'true');
  holder.append(svg);
  return holder;
}

/** From one donut to the next in a direction of the arrow keys, as they lie on the map. */
export function neighbour(at: Spot, others: Spot[], key: string): Spot | null {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (!step) return null;
  const [right = 0, down = 0] = step;
  const far = ({ x, y }: Spot) => {
    const along = (x - at.x) * right + (y - at.y) * down;
    const beside = Math.abs((x - at.x) * down) + Math.abs((y - at.y) * right);
    return along > 1 ? along + 2 * beside : Infinity;
  };
  const [nearest] = others.toSorted((a, b) => far(a) - far(b));
  return nearest && far(nearest) < Infinity ? nearest : null;
}

/** Keep donuts on the map for the clusters in view; a click or Enter opens one, arrows walk. */
export function keepDonuts(map: MapLibre, source: string, look: DonutLook): () => void {
  const shown = new Map<string, Marker>();
  const spots = (): Spot[] =>
    [...shown].map(([id, marker]) => ({ id, ...map.project(marker.getLngLat()) }));
  const walk = (from: string, event: KeyboardEvent) => {
    const [here] = spots().filter((it) => it.id === from);
    const to = here && neighbour(here, spots(), event.key);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    shown.get(to.id)?.getElement().focus();
  };
  /** One of them is a stop of the Tab key: with sixty no list would ever be reached. */
  const rove = (to?: string) => {
    const stop = to ?? [...shown.keys()].find((id) => shown.get(id)?.getElement().tabIndex === 0);
    const first = stop ?? shown.keys().next().value;
    for (const [id, marker] of shown) marker.getElement().tabIndex = id === first ? 0 : -1;
  };
  const open = (cluster: number, at: [number, number]) => {
    const to = (zoom: number) => map.easeTo({ center: at, zoom: Math.min(zoom, 19) });
    if (look.isTiled) {
      to(map.getZoom() + 2);
      return;
    }
    void map
      .getSource<GeoJSONSource>(source)
      ?.getClusterExpansionZoom(cluster)
      .then((zoom) => to(zoom + 0.3));
  };
  /** The clusters that are loaded, each once, by what it is and how many it holds. */
  const clusters = () => {
    const filter: ['has', string] = ['has', 'point_count'];
    const where = look.isTiled ? { sourceLayer: layer, filter } : { filter };
    const found = map.querySourceFeatures(source, where).flatMap(({ geometry, properties }) => {
      if (geometry.type !== 'Point') return [];
      const at = geometry.coordinates as [number, number];
      return [{ cluster: Number(properties.cluster_id), at, properties }];
    });
    return look.isTiled ? inView(found, map.getZoom()) : found;
  };
  const update = () => {
    if (!map.getSource(source) || (!look.isTiled && !map.isSourceLoaded(source))) return;
    const seen = new Set<string>();
    for (const { cluster, at, properties } of clusters()) {
      const id = look.isTiled ? `${cluster}:${properties.point_count}` : String(cluster);
      if (seen.has(id)) continue;
      seen.add(id);
      if (shown.has(id)) continue;
      const holder = donut(properties, look);
      holder.addEventListener('click', (event) => {
        event.stopPropagation();
        open(cluster, at);
      });
      holder.tabIndex = -1;
      holder.addEventListener('focus', () => rove(id));
      holder.addEventListener('keydown', (event) => walk(id, event));
      shown.set(id, new Marker({ element: holder }).setLngLat(at).addTo(map));
    }
    for (const [id, marker] of shown) {
      if (seen.has(id)) continue;
      if (document.activeElement === marker.getElement()) map.getCanvas().focus();
      marker.remove();
      shown.delete(id);
    }
    rove();
  };
  const forget = () => {
    shown.forEach((marker) => marker.remove());
    shown.clear();
  };
  const onData = (event: { sourceId?: string; sourceDataType?: string }) => {
    if (event.sourceId !== source) return;
    if (event.sourceDataType === 'content' && !look.isTiled) forget();
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
