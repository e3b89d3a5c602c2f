import { ZipFile } from 'yazl';

export interface Packed {
  readonly name: string;
  readonly content: string | Buffer;
  readonly compress?: boolean;
}

/** A zip as a scanner or a browser makes it, names in UTF-8. */
export function zipped(entries: readonly Packed[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content, compress = true } of entries) {
    zip.addBuffer(Buffer.isBuffer(content) ? content : Buffer.from(content), name, { compress });
  }
  zip.end();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    zip.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
    zip.outputStream.on('error', reject);
  });
}
