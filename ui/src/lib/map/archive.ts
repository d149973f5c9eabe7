// Tiles from a PMTiles file, read in pieces through the backend: MapLibre never sees the network.
import { addProtocol } from 'maplibre-gl';
import { PMTiles, type RangeResponse, type Source } from 'pmtiles';
import type { Backend } from '../api/backend';

export const scheme = 'pmtiles-backend';

class BackendSource implements Source {
  readonly #backend: Backend;
  readonly #name: string;

  constructor(backend: Backend, name: string) {
    this.#backend = backend;
    this.#name = name;
  }

  getKey(): string {
    return this.#name;
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: await this.#backend.mapBytes(this.#name, offset, length) };
  }
}

export interface BaseMap {
  name: string;
  attribution: string;
  minZoom: number;
  maxZoom: number;
  bounds: [number, number, number, number];
  layers: Set<string>;
}

const archives = new Map<string, PMTiles>();
const opened = new Map<string, Promise<BaseMap>>();
let isAdded = false;

/** Open a map of the backend once, and teach MapLibre to ask it for tiles. */
export function openBaseMap(backend: Backend, name: string): Promise<BaseMap> {
  if (!isAdded) {
    isAdded = true;
    addProtocol(scheme, async ({ url }) => {
      const found = /^pmtiles-backend:\/\/([^/]+)\/(\d+)\/(\d+)\/(\d+)$/.exec(url);
      const [, archive = '', z = '0', x = '0', y = '0'] = found ?? [];
      const tile = await archives
        .get(decodeURIComponent(archive))
        ?.getZxy(Number(z), Number(x), Number(y));
      return { data: tile?.data ?? new ArrayBuffer(0) };
    });
  }
  let base = opened.get(name);
  if (!base) {
    base = read(backend, name);
    base.catch(() => opened.delete(name));
    opened.set(name, base);
  }
  return base;
}

async function read(backend: Backend, name: string): Promise<BaseMap> {
  const archive = new PMTiles(new BackendSource(backend, name));
  const header = await archive.getHeader();
  const metadata = (await archive.getMetadata()) as {
    attribution?: string;
    vector_layers?: { id: string }[];
  };
  archives.set(name, archive);
  return {
    name,
    attribution: plain(metadata.attribution ?? ''),
    minZoom: header.minZoom,
    maxZoom: header.maxZoom,
    bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat],
    layers: new Set((metadata.vector_layers ?? []).map((layer) => layer.id)),
  };
}

/** Attributions often come with markup; only their words are shown. */
export function plain(attribution: string): string {
  return attribution
    .replace(/<[^>]*>/g, '')
    .replace(/&copy;/g, '©')
    .replace(/&amp;/g, '&')
    .trim();
}
