import { describe, expect, it } from 'vitest';
import type { PhotoDelivery, PhotoView } from './api/types';
import { photoLine } from './photo-line';
import { sv } from './text/sv';

const line = (...states: PhotoDelivery[]) =>
  photoLine(
    states.map((delivery) => ({ delivery }) as PhotoView),
    sv.photos,
  );

describe('the photos of a report', () => {
  it('are told one by one while they wait, and together when the server has them', () => {
    expect(line('on_phone', 'on_phone')).toBe('Bild 1 av 2 väntar');
    expect(line('received', 'on_phone')).toBe('Bild 2 av 2 väntar');
    expect(line('on_phone')).toBe('Bilden väntar');
    expect(line('received', 'received')).toBe('2 bilder mottagna');
    expect(line('elsewhere')).toBe('Foto 1 på väg');
  });

  it('say first that one was not taken, since the reporter can take another', () => {
    expect(line('on_phone', 'refused')).toBe('Foto 2 togs inte emot, rapporten är kvar');
  });
});
