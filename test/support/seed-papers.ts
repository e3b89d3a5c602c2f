/** Says that bytes with this digest ($2, hex) and so many pages ($3) arrived for a file ($1), without any bytes. */
export const ARRIVAL = `
  WITH kept AS (
    INSERT INTO paper (digest, size, media_type, pages, stored_at) VALUES (decode($2, 'hex'), 4096, 'application/pdf', $3, now()) ON CONFLICT DO NOTHING)
  INSERT INTO paper_arrival (case_file_id, digest, uploaded_by, arrived_at)
  SELECT id, decode($2, 'hex'), registered_by, now() FROM case_file WHERE id = $1 ON CONFLICT DO NOTHING`;

/** A smallest PDF with one page, different for each text. */
export const smallPdf = (text: string): Buffer => {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    `<< /Producer <${Buffer.from(text).toString('hex')}> >>`,
  ];
  let body = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${body}xref\n0 5\n0000000000 65535 f \n${table}trailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  );
};
