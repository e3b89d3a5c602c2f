import type { Act } from '../platform/act';
import { requireOpen } from '../platform/refusal';
import { unnamedDecision } from './unnamed.rules';

/** Refuses (RECIPIENT_NAMED) a text that will be shown beyond those who work on the file and names its recipient. */
export async function requireUnnamed(act: Act, caseFileId: string, where: string, text: string | null): Promise<void> {
  if (!text) return;
  const [recipient] = await act.sql<{ name: string }>(
    'SELECT r.name FROM recipient r JOIN case_file f ON f.recipient_id = r.id WHERE f.id = $1',
    [caseFileId],
  );
  if (recipient) requireOpen('RECIPIENT_NAMED', unnamedDecision(where, text, recipient.name));
}
