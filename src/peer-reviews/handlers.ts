import type { Act } from '../platform/act';
import { conflict } from '../platform/refusal';

/** Refusal: OWN_FILE. Whoever handled a file decides nothing about it in a campaign, whatever office they hold by now. */
export async function requireNotHandler(act: Act, caseFileId: string | undefined): Promise<void> {
  const [handled] = await act.sql('SELECT FROM engagement e WHERE e.case_file_id = $1 AND e.person_id = $2 LIMIT 1', [
    caseFileId,
    act.actor.personId,
  ]);
  if (handled) throw conflict('OWN_FILE', '您承办过本案，对它在评估中的事项不能申请或者决定，请由他人办理');
}
