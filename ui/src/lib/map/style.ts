// The quiet base map, built from the tokens over Shortbread layers. No glyphs: text is drawn with our font.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { scheme, type BaseMap } from './archive';
import type { Palette } from './palette';

const regular = ['Inter Variable'];
export const semibold = ['Inter Variable Semibold'];
const base = 'base';

type Width = [number, number][];
const width = (stops: Width): ExpressionSpecification => [
  'interpolate',
  ['exponential', 1.6],
  ['zoom'],
  ...stops.flat(),
];
const isKind = (...kinds: string[]): ExpressionSpecification => [
  'in',
  ['get', 'kind'],
  ['literal', kinds],
];
const name = (language: string): ExpressionSpecification => [
  'coalesce',
  ['get', `name_${language}`],
  ['get', 'name'],
];

const greens = [
  'forest', 'wood', 'grass', 'meadow', 'park', 'garden', 'village_green', 'recreation_ground',
  'cemetery', 'grave_yard', 'orchard', 'scrub', 'heath', 'golf_course', 'allotments', 'playground',
  'pitch', 'farmland', 'greenfield', 'grassland',
]; // prettier-ignore
const major = ['motorway', 'trunk', 'primary', 'secondary'];
const middle = ['tertiary', 'unclassified', 'residential', 'living_street', 'busway'];
const paths = ['footway', 'path', 'cycleway', 'steps', 'track', 'pedestrian'];

const districts = ['suburb', 'quarter', 'neighbourhood'];

export function mapStyle(
  map: BaseMap | null,
  palette: Palette,
  language: string,
): StyleSpecification {
  const background: LayerSpecification = {
    id: 'land',
    type: 'background',
    paint: { 'background-color': palette.land },
  };
  if (!map) return { version: 8, sources: {}, layers: [background] };
  const layers = [...ground(palette), ...roads(palette), ...labels(palette, language)];
  return {
    version: 8,
    sources: {
      [base]: {
        type: 'vector',
        tiles: [`${scheme}://${encodeURIComponent(map.name)}/{z}/{x}/{y}`],
        minzoom: map.minZoom,
        maxzoom: map.maxZoom,
        bounds: map.bounds,
      },
    },
    layers: [
      background,
      ...layers.filter(
        (layer) => 'source-layer' in layer && map.layers.has(layer['source-layer'] ?? ''),
      ),
    ],
  };
}

function fill(id: string, from: string, colour: string, more: object = {}): LayerSpecification {
  const { filter, ...paint } = more as { filter?: ExpressionSpecification };
  return {
    id,
    type: 'fill',
    source: base,
    'source-layer': from,
    ...(filter ? { filter } : {}),
    paint: { 'fill-color': colour, ...paint },
  };
}

function ground(palette: Palette): LayerSpecification[] {
  return [
    fill('green', 'land', palette.green, { filter: isKind(...greens) }),
    fill('sites', 'sites', palette.building, { 'fill-opacity': 0.28 }),
    fill('ocean', 'ocean', palette.water),
    fill('water', 'water_polygons', palette.water),
    {
      id: 'water-lines',
      type: 'line',
      source: base,
      'source-layer': 'water_lines',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.water,
        'line-width': width([
          [9, 0.6],
          [14, 3],
          [18, 16],
        ]),
      },
    },
    fill('squares', 'street_polygons', palette.road, { 'fill-opacity': 0.75 }),
    {
      id: 'boundaries',
      type: 'line',
      source: base,
      'source-layer': 'boundaries',
      paint: { 'line-color': palette.line, 'line-opacity': 0.35, 'line-dasharray': [4, 3] },
    },
    {
      id: 'buildings',
      type: 'fill',
      source: base,
      'source-layer': 'buildings',
      minzoom: 13,
      paint: {
        'fill-color': palette.building,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0, 14, 1],
      },
    },
  ];
}

function road(
  id: string,
  filter: ExpressionSpecification,
  palette: Palette,
  stops: Width,
): LayerSpecification {
  return {
    id,
    type: 'line',
    source: base,
    'source-layer': 'streets',
    filter: ['all', ['!=', ['get', 'rail'], true], filter],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': palette.road, 'line-width': width(stops) },
  };
}

function roads(palette: Palette): LayerSpecification[] {
  const paved = isKind(...major, ...middle, 'service');
  return [
    {
      id: 'road-edge',
      type: 'line',
      source: base,
      'source-layer': 'streets',
      filter: ['all', ['!=', ['get', 'rail'], true], paved],
      minzoom: 14,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.building,
        'line-opacity': palette.isDark ? 0.5 : 0.8,
        'line-width': width([
          [14, 4],
          [16, 11],
          [18, 30],
        ]),
      },
    },
    {
      ...road('road-path', isKind(...paths), palette, [
        [13, 0.6],
        [16, 2],
        [19, 6],
      ]),
      paint: {
        'line-color': palette.road,
        'line-dasharray': [2, 1.4],
        'line-width': width([
          [13, 0.6],
          [16, 2],
          [19, 6],
        ]),
      },
    } as LayerSpecification,
    road('road-service', isKind('service'), palette, [
      [13, 0.5],
      [16, 4],
      [19, 20],
    ]),
    road('road-middle', isKind(...middle), palette, [
      [11, 0.4],
      [14, 3],
      [16, 10],
      [19, 56],
    ]),
    road('road-major', isKind(...major), palette, [
      [6, 0.4],
      [12, 2],
      [14, 5],
      [16, 15],
      [19, 76],
    ]),
    {
      id: 'rail',
      type: 'line',
      source: base,
      'source-layer': 'streets',
      filter: ['==', ['get', 'rail'], true],
      paint: {
        'line-color': palette.line,
        'line-opacity': 0.55,
        'line-width': width([
          [10, 0.6],
          [16, 2],
        ]),
        'line-dasharray': [4, 2],
      },
    },
  ];
}

function labels(palette: Palette, language: string): LayerSpecification[] {
  const halo = {
    'text-color': palette.label,
    'text-halo-color': palette.land,
    'text-halo-width': 1.4,
  };
  const text = (id: string, from: string, layout: object, more: object = {}): LayerSpecification =>
    ({
      id,
      type: 'symbol',
      source: base,
      'source-layer': from,
      layout: { 'text-field': name(language), 'text-font': regular, ...layout },
      paint: halo,
      ...more,
    }) as LayerSpecification;
  const along = { 'symbol-placement': 'line', 'text-max-angle': 30, 'text-padding': 4 };
  return [
    text('water-names', 'water_polygons_labels', { 'text-size': 12, 'text-max-width': 7 }),
    text('river-names', 'water_lines_labels', { ...along, 'text-size': 12, 'symbol-spacing': 400 }),
    text(
      'street-names',
      'street_labels',
      {
        ...along,
        'text-size': width([
          [13, 10.5],
          [16, 12.5],
          [18, 14],
        ]),
        'symbol-spacing': 280,
      },
      { minzoom: 13.5 },
    ),
    text(
      'poi-names',
      'pois',
      { 'text-size': 12, 'text-font': semibold, 'text-max-width': 8, 'text-padding': 12 },
      { minzoom: 15 },
    ),
    text(
      'square-names',
      'streets_polygons_labels',
      { 'text-size': 12, 'text-font': semibold, 'text-max-width': 8 },
      { minzoom: 14 },
    ),
    text(
      'stop-names',
      'public_transport',
      { 'text-size': 12, 'text-font': semibold, 'text-max-width': 8, 'text-padding': 16 },
      { minzoom: 13, filter: isKind('station') },
    ),
    text(
      'town-names',
      'place_labels',
      {
        'text-font': semibold,
        'text-size': ['match', ['get', 'kind'], ['city', 'town'], 16, 12],
        'text-max-width': 8,
      },
      { maxzoom: 14.5, filter: ['!', isKind(...districts)] },
    ),
    text(
      'district-names',
      'place_labels',
      {
        'text-font': semibold,
        'text-size': 12,
        'text-letter-spacing': 0.09,
        'text-transform': 'uppercase',
        'text-max-width': 8,
      },
      { minzoom: 12, filter: isKind(...districts) },
    ),
  ];
}
