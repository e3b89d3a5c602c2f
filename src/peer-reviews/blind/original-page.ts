import { type Actor, appointmentsFor, bureausHeld } from '../../platform/access/actor';
import type { Context } from '../../platform/context';
import { rows } from '../../platform/database/data-source';
import { onPrimary } from '../../platform/database/primary';
import { newId } from '../../platform/ids';
import { forbidden, notFound } from '../../platform/refusal';
import { DRAWN_PAPER, type DrawnPaper, REDACTORS } from './redaction.access';

type Asked = Context & { readonly actor: Actor };

/** A paper of a drawn file as it was handed in, for those who prepare it; FORBIDDEN for others, NOT_FOUND beyond their bureau's campaigns. */
export async function originalOf(
  { actor, services }: Asked,
  campaignId: string,
  materialId: string,
): Promise<DrawnPaper> {
  const appointments = appointmentsFor(actor, REDACTORS);
  if (appointments.length === 0) throw forbidden();
  const bureaus = bureausHeld(appointments);
  const [found] = await onPrimary(services.dataSource, (runner) =>
    rows<DrawnPaper>(runner, DRAWN_PAPER, [materialId, bureaus, campaignId]),
  );
  if (!found) throw notFound();
  return found;
}

/** Each reader's first look of a day at a paper is recorded as the reading of personal data that it is. */
export const recordOriginal = ({ actor, services, requestId, now, today }: Asked, paper: DrawnPaper): Promise<void> =>
  onPrimary(services.dataSource, async (runner) => {
    await rows(
      runner,
      `INSERT INTO personal_data_reading (id, account_id, case_file_id, recipient_id, material_id, request_id, at)
       SELECT $1, $2, f.id, f.recipient_id, $4, $5, $6 FROM case_file f
        WHERE f.id = $3 AND NOT EXISTS (
          SELECT FROM personal_data_reading r
           WHERE r.account_id = $2 AND r.material_id = $4 AND (r.at AT TIME ZONE 'Asia/Shanghai')::date = $7::date)`,
      [newId(), actor.accountId, paper.caseFileId, paper.materialId, requestId, now, today],
    );
  });
