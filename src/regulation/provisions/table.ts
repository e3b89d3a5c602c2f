import { documentById } from '../documents';
import { ENFORCEMENTS, type Enforcement, type Provision } from '../provision';

/** Where a row differs from its document: territory, dates or provenance. */
export type RowException = Partial<Pick<Provision, 'provenance' | 'territory' | 'inForceFrom' | 'inForceTo'>>;

const isEnforcement = (letter: string): letter is Enforcement => (ENFORCEMENTS as readonly string[]).includes(letter);

/** `S3-N2.1` belongs to S3, `BJ-LAR-32` to BJ-LAR: the document is what stands before the last hyphen. */
const documentOf = (id: string) => documentById(id.slice(0, id.lastIndexOf('-')));

/**
 * Reads a table of provisions, one line a row: `id | article as printed | enforcement letters | summary | note`.
 * One row stays one line so that a change to a rule is a change to one line of the history.
 */
export function readProvisions(
  table: string,
  provenance: Provision['provenance'],
  exceptions: (id: string) => RowException = () => ({}),
): Provision[] {
  const lines = table.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [id, article, letters, summary, note, ...rest] = line.split('|').map((cell) => cell.trim());
    if (!id || !article || !letters || !summary || rest.length > 0) throw new Error(`bad provision row: ${line}`);
    const enforcement = letters.split(',').map((letter) => {
      if (!isEnforcement(letter)) throw new Error(`unknown enforcement letter in row: ${line}`);
      return letter;
    });
    const document = documentOf(id);
    return {
      id,
      document: document.id,
      article,
      summary,
      enforcement,
      provenance,
      note: note || null,
      territory: document.territory,
      inForceFrom: document.inForceFrom,
      inForceTo: document.inForceTo,
      ...exceptions(id),
    };
  });
}
