import type { ActivityKindCode } from '../../case-files/vocabulary.types';
import type { Act } from '../../platform/act';
import type { CaseKindCode, CaseStageCode } from '../../regulation';

/** What becomes of a drawn file under its pseudonym; the file itself stays behind in the vault. */
export interface DrawnFile {
  readonly caseFileId: string;
  readonly goldId: string | null;
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly hearingHeld: boolean | null;
  readonly inCustody: boolean;
  readonly editionId: string;
  readonly schemeId: string;
}

export interface DrawnActivity {
  readonly caseFileId: string;
  readonly kind: ActivityKindCode;
  /** Days since the first practitioner was commissioned; a day of the calendar would find the file. */
  readonly afterDays: number;
  readonly toldRights: boolean;
  readonly toldDuties: boolean;
  readonly toldRisks: boolean;
}

export interface DrawnMaterial {
  readonly caseFileId: string;
  readonly materialId: string;
  readonly digest: Buffer;
  readonly catalogueNo: number;
  readonly pages: number;
  readonly mediaType: string;
  /** The clearance of these bytes that counts, from this campaign or an earlier one; null: nobody has blinded them. */
  readonly clearance: number | null;
}

const DRAWN = 'SELECT d.case_file_id FROM campaign_draw d WHERE d.campaign_id = $1';

export const drawnFiles = (act: Act, campaignId: string): Promise<DrawnFile[]> =>
  act.sql<DrawnFile>(
    `SELECT f.id AS "caseFileId", f.case_kind AS "caseKind", f.stage, f.hearing_held AS "hearingHeld", f.in_custody AS "inCustody",
            e.edition_id AS "editionId", e.scheme_id AS "schemeId",
            (SELECT g.id FROM campaign_gold c JOIN gold_file g ON g.id = c.gold_id
              WHERE d.part = 'GOLD' AND c.campaign_id = d.campaign_id AND g.case_file_id = f.id LIMIT 1) AS "goldId"
       FROM campaign_draw d JOIN case_file f ON f.id = d.case_file_id
       JOIN campaign_edition e ON e.campaign_id = d.campaign_id AND e.case_kind = f.case_kind
      WHERE d.campaign_id = $1`,
    [campaignId],
  );

/** In the order in which they took place. */
export const drawnActivities = (act: Act, campaignId: string): Promise<DrawnActivity[]> =>
  act.sql<DrawnActivity>(
    `SELECT y.case_file_id AS "caseFileId", y.kind, y.took_place_on - (SELECT min(e.began_on) FROM engagement e WHERE e.case_file_id = y.case_file_id) AS "afterDays",
            y.told_rights AS "toldRights", y.told_duties AS "toldDuties", y.told_risks AS "toldRisks"
       FROM activity y WHERE y.case_file_id IN (${DRAWN}) AND NOT EXISTS (SELECT FROM activity n WHERE n.supersedes_id = y.id)
      ORDER BY y.took_place_on, y.recorded_at, y.id`,
    [campaignId],
  );

/** The versions that count, in the order of the catalogue. */
export const drawnMaterials = (act: Act, campaignId: string): Promise<DrawnMaterial[]> =>
  act.sql<DrawnMaterial>(
    `SELECT m.case_file_id AS "caseFileId", m.id AS "materialId", m.digest, m.catalogue_no AS "catalogueNo", p.pages, p.media_type AS "mediaType",
            (SELECT max(c.n) FROM redaction_clearance c WHERE c.digest = m.digest) AS clearance
       FROM material m JOIN paper p ON p.digest = m.digest
      WHERE m.case_file_id IN (${DRAWN}) AND NOT m.withdrawn AND NOT EXISTS (SELECT FROM material n WHERE n.supersedes_id = m.id)
      ORDER BY m.catalogue_no, m.revision`,
    [campaignId],
  );
