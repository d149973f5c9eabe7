// A picture file made fit to travel: upright, small, a JPEG of nothing but pixels. The engine or the
// server makes it anew once more; this is done first so that little has to be moved.
import { Problem } from './api/backend';

const side_px = 1_600;
const most_bytes = 500_000;
const qualities = [0.85, 0.72, 0.6, 0.45];

/** HEIC and its kin, which only some devices can read. */
export function isHeic(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.slice(4, 12));
  return /^ftyp(heic|heix|hevc|hevx|heim|heis|mif1|msf1|avif)$/.test(text);
}

/** The size within the longest side, never larger than it was. */
export function within(width: number, height: number, side = side_px): [number, number] {
  const scale = Math.min(1, side / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

export async function shrink(file: Blob): Promise<Blob> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    const head = new Uint8Array(await file.slice(0, 12).arrayBuffer());
    const code = isHeic(head) ? 'photo_heic' : 'not_a_photo';
    throw new Problem(code, 'this device cannot read the picture');
  }
  const [width, height] = within(bitmap.width, bitmap.height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return jpegOf(canvas);
}

export async function jpegOf(canvas: HTMLCanvasElement): Promise<Blob> {
  for (const quality of qualities) {
    const made = await new Promise<Blob | null>((done) =>
      canvas.toBlob(done, 'image/jpeg', quality),
    );
    if (!made) break;
    if (made.size <= most_bytes) return made;
  }
  throw new Problem('photo_too_large', 'the picture does not become small enough');
}

/** The picture in coarse squares: each is one colour, so what was in it cannot be had back. */
export function mosaic(source: HTMLCanvasElement, squares: number): HTMLCanvasElement {
  const [width, height] = within(source.width, source.height, squares);
  const small = document.createElement('canvas');
  small.width = width;
  small.height = height;
  const draw = small.getContext('2d');
  if (draw) draw.imageSmoothingQuality = 'high';
  draw?.drawImage(source, 0, 0, width, height);
  const large = document.createElement('canvas');
  large.width = source.width;
  large.height = source.height;
  const enlarge = large.getContext('2d');
  if (enlarge) enlarge.imageSmoothingEnabled = false;
  enlarge?.drawImage(small, 0, 0, large.width, large.height);
  return large;
}
