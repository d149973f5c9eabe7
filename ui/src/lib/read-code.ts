// What a QR code in a picture says. The reader is fetched when the first picture is to be read.
import type { Image } from 'qr/decode.js';

/** Larger pictures are made smaller first: a code on a screen is read at this size. */
const side = 1_600;

export async function readCode(image: Image): Promise<string | null> {
  const { decodeQR } = await import('qr/decode.js');
  try {
    return decodeQR(image);
  } catch {
    return null;
  }
}

/** The pixels of a picture or of a camera's present frame. */
export function pixels(
  source: CanvasImageSource,
  { width, height }: { width: number; height: number },
): ImageData | null {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return null;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

export async function readPicture(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  const image = picture && pixels(picture, picture);
  picture?.close();
  return image && readCode(image);
}
