// Where a map ends, so that nothing is said of a map that is not in view.

/** West, south, east, north in degrees, WGS 84. */
export type Box = [number, number, number, number];

/** Whether the view shows nothing of the map at all. */
export function liesOutside(view: Box, map: Box): boolean {
  return view[2] < map[0] || view[0] > map[2] || view[3] < map[1] || view[1] > map[3];
}
