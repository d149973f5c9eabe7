// The picture as vector tiles: which clusters of those that are loaded belong to the zoom in view.
export const deepest = 17;
/** The layer that holds reports and clusters of them. */
export const layer = 'observations';

/** Which zoom a cluster was drawn for: its lowest five bits say. */
export const zoomOf = (cluster: number): number => cluster % 32;

/**
 * The clusters of the zoom in view. While its tiles are on their way those of others stand in for them,
 * but never both: a report would be counted twice.
 */
export function inView<T extends { cluster: number }>(found: T[], zoom: number): T[] {
  const wanted = Math.min(deepest, Math.max(0, Math.floor(zoom)));
  const zooms = [...new Set(found.map((it) => zoomOf(it.cluster)))];
  const [nearest] = zooms.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  return found.filter((it) => zoomOf(it.cluster) === nearest);
}
