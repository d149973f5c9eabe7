// A photo as a phone's camera writes it, made in the page.

/** A picture file with a note that it is to be turned, and a place beside the pixels. */
export const photoFile = async (page, name = 'IMG_1.jpg') => {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [800, 600];
    const draw = canvas.getContext('2d');
    draw.fillStyle = '#6d6257';
    draw.fillRect(0, 0, 800, 600);
    draw.fillStyle = '#c9b8f0';
    for (let i = 0; i < 12; i += 1) draw.fillRect(60 + i * 58, 200 + (i % 3) * 60, 34, 150);
    return canvas.toDataURL('image/jpeg', 0.9);
  });
  const jpeg = Buffer.from(url.split(',')[1], 'base64');
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0MM\0\x2a\0\0\0\x08\0\x01', 'latin1'),
    Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]),
    Buffer.from('57.93 N 12.53 E', 'latin1'),
  ]);
  const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  const buffer = Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
  return { name, mimeType: 'image/jpeg', buffer };
};
