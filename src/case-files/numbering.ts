import type { Act } from '../platform/act';
import type { CaseKindCode } from '../regulation';

const KIND: Readonly<Record<CaseKindCode, string>> = { CRIMINAL: '刑', CIVIL: '民', ADMINISTRATIVE: '行' };

/** Numbers that look the same are the same: half-width forms, no blanks, full-width brackets. */
export const tidyNumber = (number: string): string =>
  number
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[(〔[]/g, '（')
    .replace(/[)〕\]]/g, '）');

export const caseNumber = (year: number, fileCode: string, kind: CaseKindCode, serial: number): string =>
  `（${year}）${fileCode}援${KIND[kind]}${String(serial).padStart(4, '0')}号`;

interface Numbered {
  readonly id: string;
  readonly year: number;
  readonly fileCode: string;
  readonly caseKind: CaseKindCode;
}

/** The number given, or the next free one of the agency and year; the counter's row lock makes two at once wait. */
export async function numberFor(act: Act, { id, year, fileCode, caseKind }: Numbered, given: string | null) {
  if (given) return tidyNumber(given);
  for (;;) {
    const [counter] = await act.sql<{ last: number }>(
      `INSERT INTO case_number_counter (agency_id, year, last) VALUES ($1, $2, 1)
       ON CONFLICT (agency_id, year) DO UPDATE SET last = case_number_counter.last + 1 RETURNING last`,
      [id, year],
    );
    const number = caseNumber(year, fileCode, caseKind, counter!.last);
    const taken = await act.sql('SELECT 1 FROM case_file WHERE agency_id = $1 AND year = $2 AND number = $3', [
      id,
      year,
      number,
    ]);
    if (!taken.length) return number;
  }
}
