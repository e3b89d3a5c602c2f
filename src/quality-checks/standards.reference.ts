import type { DataSource } from 'typeorm';
import { STANDARD_EDITIONS } from '../regulation';

/** The editions that come with the software. An edition that is there stays as it is: checks were made by it. */
export async function loadStandardEditions(owner: DataSource): Promise<void> {
  for (const edition of STANDARD_EDITIONS) {
    await owner.query(
      `INSERT INTO standard_edition (id, standard, case_kinds, title, provenance, note, in_force_from, in_force_to)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
      [
        edition.id,
        edition.standard,
        edition.caseKinds,
        edition.title,
        edition.provenance,
        edition.note,
        edition.inForceFrom,
        edition.inForceTo,
      ],
    );
    for (const row of edition.indicators) {
      await owner.query(
        `INSERT INTO standard_indicator (edition_id, no, topic, name, provenance, note, applicability)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (edition_id, no) DO NOTHING`,
        [edition.id, row.no, row.topic, row.name, row.provenance, row.note, JSON.stringify(row.applicability)],
      );
    }
  }
}
