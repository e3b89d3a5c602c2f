import { ownBureau, requireRole } from '../../organizations/organization.access';
import { bureausHeld, Role } from '../../platform/access/actor';
import type { Act } from '../../platform/act';
import type { Context } from '../../platform/context';
import { isId } from '../../platform/ids';
import { notFound } from '../../platform/refusal';

/** Who prepares papers for blind reading: the campaign's own bureau, and nobody who reads for it. */
export const REDACTORS: readonly Role[] = [Role.REVIEW_COORDINATOR];

/** A paper of a file that was drawn in a campaign which is still being prepared or read. */
export interface DrawnPaper {
  readonly materialId: string;
  readonly caseFileId: string;
  readonly campaignId: string;
  readonly bureauId: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly pages: number;
}

/** `$1` the material, `$2` the bureaus, `$3` the campaign or null; sealed records are closed to those who prepare papers as to everybody else. */
export const DRAWN_PAPER = `
  SELECT m.id AS "materialId", m.case_file_id AS "caseFileId", c.id AS "campaignId", c.bureau_id AS "bureauId",
         encode(m.digest, 'hex') AS digest, p.media_type AS "mediaType", p.pages
    FROM material m JOIN paper p ON p.digest = m.digest JOIN case_file f ON f.id = m.case_file_id AND NOT f.sealed_record
    JOIN campaign_draw d ON d.case_file_id = f.id JOIN review_campaign c ON c.id = d.campaign_id
   WHERE m.id = $1::uuid AND c.bureau_id = ANY ($2::uuid[]) AND ($3::uuid IS NULL OR c.id = $3) AND c.state IN ('DRAWN', 'READING')
   ORDER BY c.id LIMIT 1`;

/** The paper, while its campaign stays as it is; NOT_FOUND where it is in no campaign of the actor's bureau. */
export async function drawnPaper(act: Act, materialId: string): Promise<DrawnPaper> {
  const bureaus = bureausHeld(act.appointments);
  const [found] = await act.sql<DrawnPaper>(`${DRAWN_PAPER} FOR SHARE OF c`, [materialId, bureaus, null]);
  if (!found) throw notFound();
  ownBureau(act, found.bureauId);
  act.touch({ kind: 'ReviewCampaign', id: found.campaignId });
  return found;
}

/** A campaign of a bureau where the actor holds one of the roles: what is prepared and opened for it is nobody else's. */
export async function requireOwnCampaign(context: Context, campaignId: string, roles: readonly Role[]): Promise<void> {
  const bureaus = bureausHeld(requireRole(context, roles));
  if (!isId(campaignId)) throw notFound();
  const found = await context.read('SELECT 1 FROM review_campaign WHERE id = $1 AND bureau_id = ANY ($2::uuid[])', [
    campaignId,
    bureaus,
  ]);
  if (found.length === 0) throw notFound();
}
