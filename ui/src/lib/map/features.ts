// From the store's columns to what the map draws; pure, so that it can be tested.
import type { Feature, FeatureCollection, Point, Polygon } from 'geojson';
import type { DocId, PicturePoints, Position } from '../api/types';
import { circle } from '../geo';

export interface PointProperties {
  id: DocId;
  tile: string;
  approved: 0 | 1;
}

export type PointCollection = FeatureCollection<Point, PointProperties>;

export const noPoints: PointCollection = { type: 'FeatureCollection', features: [] };

/** One feature a point, in the order they came. */
export function toFeatures(points: PicturePoints): PointCollection {
  const features = points.ids.map((id, i): Feature<Point, PointProperties> => {
    const tile = points.tile_codes[points.tiles[i] ?? -1] ?? 'other';
    const coordinates = [points.lon[i] ?? 0, points.lat[i] ?? 0];
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates },
      properties: { id, tile, approved: points.approved[i] === 1 ? 1 : 0 },
    };
  });
  return { type: 'FeatureCollection', features };
}

/** How many of each tile a cluster holds, as MapLibre wants it told. */
export function clusterCounts(tiles: string[]): Record<string, unknown> {
  const isTile = (tile: string) => ['+', ['case', ['==', ['get', 'tile'], tile], 1, 0]];
  return Object.fromEntries(tiles.map((tile) => [tile, isTile(tile)]));
}

export interface Share {
  tile: string;
  count: number;
  /** Where its arc begins and ends, as parts of the whole circle. */
  from: number;
  to: number;
}

/** The arcs of a donut, largest first. */
export function shares(properties: Record<string, unknown>, tiles: string[]): Share[] {
  const counts = tiles
    .map((tile) => ({ tile, count: Number(properties[tile] ?? 0) }))
    .filter((it) => it.count > 0)
    .sort((a, b) => b.count - a.count);
  const all = counts.reduce((sum, it) => sum + it.count, 0);
  let from = 0;
  return counts.map((it) => {
    const share = { ...it, from, to: from + it.count / all };
    from = share.to;
    return share;
  });
}

/** The smallest box that holds all points; null when there is none. */
export function extent(points: PicturePoints): [number, number, number, number] | null {
  if (points.lon.length === 0) return null;
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  points.lon.forEach((lon, i) => {
    const lat = points.lat[i] ?? 0;
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  });
  return box;
}

/** The circle that holds the true place two times of three; a point without accuracy has none. */
export function accuracyRing(position: Position): FeatureCollection<Polygon> {
  if (!position.accuracy_m) return { type: 'FeatureCollection', features: [] };
  const geometry: Polygon = {
    type: 'Polygon',
    coordinates: [circle(position, position.accuracy_m)],
  };
  return { type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties: {} }] };
}

/** 8612 → 8,6k: the number in a donut. */
export function shortCount(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return `${thousands < 10 ? thousands.toFixed(1).replace('.', ',') : Math.round(thousands)}k`;
}
