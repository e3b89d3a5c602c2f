import type { Act } from '../platform/act';
import { requireOpen } from '../platform/refusal';
import { namesRecipient, unnamedDecision } from './unnamed.rules';

const recipientOf = async (act: Act, caseFileId: string): Promise<{ name: string } | undefined> => {
  const [recipient] = await act.sql<{ name: string }>(
    'SELECT r.name FROM recipient r JOIN case_file f ON f.recipient_id = r.id WHERE f.id = $1',
    [caseFileId],
  );
  return recipient;
};

/** Tells of any text whether it names the file's recipient. */
export async function recipientNamed(act: Act, caseFileId: string): Promise<(text: string) => boolean> {
  const recipient = await recipientOf(act, caseFileId);
  return (text) => recipient !== undefined && namesRecipient(text, recipient.name);
}

/** Refuses (RECIPIENT_NAMED) a text that will be shown beyond those who work on the file and names its recipient. */
export async function requireUnnamed(act: Act, caseFileId: string, where: string, text: string | null): Promise<void> {
  if (!text) return;
  const recipient = await recipientOf(act, caseFileId);
  if (recipient) requireOpen('RECIPIENT_NAMED', unnamedDecision(where, text, recipient.name));
}
