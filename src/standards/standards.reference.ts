import type { DataSource, EntityManager } from 'typeorm';
import { type Provenance, STANDARD_EDITIONS, type StandardEdition } from '../regulation';
import { type Band, HUNDRED, type SchemeKindCode } from './scoring.rules';

interface Scheme {
  readonly id: string;
  readonly kind: SchemeKindCode;
  readonly title: string;
  readonly provenance: Provenance;
  readonly note: string;
}

/** The two schemes that practice has published, for each edition (standards.md 2). */
const schemesOf = (edition: StandardEdition): readonly Scheme[] => [
  {
    id: `${edition.id}/points-1`,
    kind: 'POINTS_100',
    title: '百分制：八项等权（案质第一版）',
    provenance: 'HOUSE',
    note: '分数线取自广东2020年公布的做法，该文用整数分，两线之间的小数归下一等次为自定。标准本身的权重不知，八项各12.5分为自定。',
  },
  {
    id: `${edition.id}/grades-1`,
    kind: 'INDICATOR_GRADE',
    title: '等次制：逐项评等次，综合评定',
    provenance: 'LOCAL',
    note: '取自广东2022年公布的做法：每项评四等之一，评估人据八项综合评定等次并说明理由，不加总。',
  },
];

/** The grade lines of our own points scheme, as Guangdong published them in 2020. */
export const PUBLISHED_BANDS: readonly Band[] = [
  { grade: 'EXCELLENT', from: 9000, to: HUNDRED },
  { grade: 'GOOD', from: 8000, to: 9000 },
  { grade: 'QUALIFIED', from: 6000, to: 8000 },
  { grade: 'UNQUALIFIED', from: 0, to: 6000 },
];

/** The editions and schemes that come with the software. One that is there stays as it is: checks and reviews were made by it. */
export async function loadStandards(owner: DataSource): Promise<void> {
  for (const edition of STANDARD_EDITIONS) {
    await owner.transaction((manager) => loadEdition(manager, edition));
    for (const scheme of schemesOf(edition)) {
      await owner.transaction((manager) => loadScheme(manager, edition.id, scheme));
    }
  }
}

async function loadEdition(manager: EntityManager, edition: StandardEdition): Promise<void> {
  const added = await manager.query(
    `INSERT INTO standard_edition (id, standard, case_kinds, title, provenance, note, in_force_from, in_force_to)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id`,
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
  if (added.length === 0) return;
  for (const row of edition.indicators) {
    await manager.query(
      `INSERT INTO standard_indicator (edition_id, no, topic, name, provenance, note, applicability) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [edition.id, row.no, row.topic, row.name, row.provenance, row.note, JSON.stringify(row.applicability)],
    );
  }
}

async function loadScheme(manager: EntityManager, editionId: string, scheme: Scheme): Promise<void> {
  const added = await manager.query(
    `INSERT INTO scoring_scheme (id, edition_id, kind, title, provenance, note) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [scheme.id, editionId, scheme.kind, scheme.title, scheme.provenance, scheme.note],
  );
  if (added.length === 0 || scheme.kind !== 'POINTS_100') return;
  await manager.query(
    `INSERT INTO scoring_weight (scheme_id, indicator_no, hundredths) SELECT $1, no, 1250 FROM generate_series(1, 8) AS no`,
    [scheme.id],
  );
  for (const { grade, from, to } of PUBLISHED_BANDS) {
    await manager.query(
      `INSERT INTO scoring_band (scheme_id, grade, from_hundredths, to_hundredths) VALUES ($1, $2, $3, $4)`,
      [scheme.id, grade, from, to],
    );
  }
}
