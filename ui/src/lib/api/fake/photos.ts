// Photos of the stand-in: what is added stays in memory, and reports of the practice town get drawn ones.
import type { Backend } from '../backend';
import type { Stage } from '../fake';
import type { DocId, PhotoView } from '../types';

type Photos = Pick<
  Backend,
  | 'holdPhoto'
  | 'heldPhotos'
  | 'heldPhoto'
  | 'dropHeld'
  | 'heldReports'
  | 'releasePhotos'
  | 'photos'
  | 'photo'
>;

/** A wall with something painted on it. */
async function drawn(name: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  const draw = canvas.getContext('2d');
  if (draw) {
    draw.fillStyle = '#6d6257';
    draw.fillRect(0, 0, 640, 480);
    draw.strokeStyle = '#8a7d70';
    for (let y = 0; y < 480; y += 40) draw.strokeRect(-10, y, 660, 40);
    draw.lineWidth = 18;
    draw.strokeStyle = name.endsWith('1') ? '#b4a0e8' : '#e8a0a8';
    draw.beginPath();
    for (let x = 90; x < 560; x += 6) draw.lineTo(x, 240 + 90 * Math.sin(x / 34));
    draw.stroke();
  }
  return new Promise((done) => canvas.toBlob((made) => done(made ?? new Blob()), 'image/jpeg'));
}

interface Reports {
  count: (id: DocId) => number;
  add: (id: DocId, photos: number) => void;
}

export function fakePhotos(stage: Stage, reports: Reports): Photos {
  const held = new Map<DocId, Map<number, Blob>>();
  const bytes = new Map<string, Blob>();
  const ofReport = new Map<DocId, PhotoView[]>();
  const of = (id: DocId) => held.get(id) ?? new Map<number, Blob>();
  return {
    holdPhoto: async (id, slot, jpeg) => void held.set(id, of(id).set(slot, jpeg)),
    heldPhotos: async (id) => [...of(id).keys()].sort(),
    heldPhoto: async (id, slot) => of(id).get(slot) ?? new Blob(),
    dropHeld: async (id, slot) => void of(id).delete(slot),
    heldReports: async () => [...held.keys()].filter((id) => of(id).size > 0),
    releasePhotos: async (id) => {
      const known = ofReport.get(id) ?? [];
      for (const [slot, jpeg] of of(id)) {
        const blob = `${id}-${slot}`;
        bytes.set(blob, jpeg);
        known.push({
          photo: { blob, thumb: blob, width: 640, height: 480, bytes: jpeg.size },
          delivery: stage.shell === 'app' ? 'on_phone' : 'received',
        } as PhotoView);
      }
      ofReport.set(id, known);
      held.delete(id);
      reports.add(id, known.length);
    },
    photos: async (id) =>
      ofReport.get(id) ??
      ['drawn-1', 'drawn-2'].slice(0, reports.count(id)).map(
        (blob) =>
          ({
            photo: { blob, thumb: blob, width: 640, height: 480, bytes: 1 },
            delivery: 'received',
          }) as PhotoView,
      ),
    photo: async (name) => bytes.get(name) ?? drawn(name),
  };
}
