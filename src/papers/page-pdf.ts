/** Page width in points: A4. */
const A4_WIDTH = 595;

/** Width and height of a JPEG picture, from its frame header. */
export function jpegExtent(bytes: Buffer): { readonly width: number; readonly height: number } {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] as number;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
  }
  throw new Error('not a JPEG picture');
}

/**
 * A PDF of JPEG pictures, one on each page, and of nothing else: no producer, no date, no identifier, so that the same
 * pictures always make the same bytes and these tell of nothing but what they show.
 */
export async function* pdfOf(pages: number, pictureOf: (page: number) => Promise<Buffer>): AsyncGenerator<Buffer> {
  let at = 0;
  const places: number[] = [];
  const text = (line: string): Buffer => Buffer.from(line, 'latin1');
  const object = (number: number, body: string): Buffer => {
    places[number] = at;
    return text(`${number} 0 obj\n${body}\nendobj\n`);
  };
  const sized = (part: Buffer): Buffer => {
    at += part.length;
    return part;
  };
  const kids = Array.from({ length: pages }, (_, index) => `${3 + 3 * index} 0 R`).join(' ');
  yield sized(text('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n'));
  yield sized(object(1, '<< /Type /Catalog /Pages 2 0 R >>'));
  yield sized(object(2, `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`));
  for (let page = 1; page <= pages; page += 1) {
    const first = 3 * page;
    const picture = await pictureOf(page);
    const { width, height } = jpegExtent(picture);
    const down = Math.round((A4_WIDTH * height) / width);
    const drawing = `q ${A4_WIDTH} 0 0 ${down} 0 0 cm /P Do Q`;
    yield sized(
      object(
        first,
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${A4_WIDTH} ${down}] /Contents ${first + 1} 0 R /Resources << /XObject << /P ${first + 2} 0 R >> >> >>`,
      ),
    );
    yield sized(object(first + 1, `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`));
    places[first + 2] = at;
    yield sized(
      text(
        `${first + 2} 0 obj\n<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${picture.length} >>\nstream\n`,
      ),
    );
    yield sized(picture);
    yield sized(text('\nendstream\nendobj\n'));
  }
  const count = 3 + 3 * pages;
  const lines = Array.from(
    { length: count - 1 },
    (_, index) => `${String(places[index + 1]).padStart(10, '0')} 00000 n \n`,
  );
  yield text(
    `xref\n0 ${count}\n0000000000 65535 f \n${lines.join('')}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
  );
}
