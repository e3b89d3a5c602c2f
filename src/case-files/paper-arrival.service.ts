import { z } from 'zod';
import type { AdmittedPaper } from '../papers/admit';
import { lockPaper } from '../papers/paper-lock';
import { isPaperDigest, type ReceivedPaper } from '../papers/store';
import { Role } from '../platform/access/actor';
import { type Act, defineAct, perform } from '../platform/act';
import type { Context } from '../platform/context';
import { newId } from '../platform/ids';
import { id } from '../platform/input';
import { conflict, Refused } from '../platform/refusal';
import { lockHandled } from './handling';

/** What is told of a paper that arrived; the same for the same bytes, however often they come. */
export interface ArrivedPaper extends AdmittedPaper {
  readonly digest: string;
}

interface Bytes {
  readonly paper: ReceivedPaper;
  readonly admitted: AdmittedPaper;
}

const input = z.object({ caseFileId: id(), digest: z.string().refine(isPaperDigest).nullable() });

/** Keeps the bytes and says for which file they arrived; under the lock of their digest, in the act's transaction. */
async function keep(act: Act, caseFileId: string, { paper, admitted }: Bytes): Promise<AdmittedPaper> {
  const { papers } = act.context.services;
  const digest = Buffer.from(paper.digest, 'hex');
  await lockPaper(act.runner, paper.digest);
  await papers.keep(paper);
  await act.write(
    'INSERT INTO paper (digest, size, media_type, pages, stored_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [digest, admitted.size, admitted.mediaType, admitted.pages, act.now],
  );
  await act.write(
    `INSERT INTO paper_arrival (case_file_id, digest, uploaded_by, arrived_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (case_file_id, digest) DO UPDATE SET uploaded_by = excluded.uploaded_by, arrived_at = excluded.arrived_at`,
    [caseFileId, digest, act.actor.personId, act.now],
  );
  const [kept] = await act.sql<AdmittedPaper>(
    'SELECT size, media_type AS "mediaType", pages FROM paper WHERE digest = $1',
    [digest],
  );
  if (!kept) throw new Error('the paper is gone within its own transaction');
  return kept;
}

/** Who may put papers into a file may send their bytes; without bytes only that is settled. */
const receivePaper = (bytes: Bytes | null) =>
  defineAct({
    name: 'receivePaper',
    event: 'PAPER_ARRIVED',
    roles: [Role.PRACTITIONER, Role.CLERK],
    input,
    async run(act, { caseFileId, digest }): Promise<Record<string, unknown>> {
      const { file, step } = await lockHandled(act, caseFileId, 'recordMaterial');
      if (!bytes && !act.preview) throw conflict('BUSY', '案卷的状态刚刚变化，请重试');
      const kept = bytes && (await keep(act, file.id, bytes));
      await act.record({ things: act.things, facts: { digest, ...kept }, provisions: step.provisions });
      return { digest, ...kept };
    },
  });

/** Idempotent by its digest: each call is an act of its own, and the same bytes come to the same. */
const call = (preview: boolean) => ({ idempotencyKey: `paper-${newId()}`, preview });

/** Before bytes are taken from anybody (of a whole folder without a digest): refuses as the act itself will, and leaves the same line in the ledger. */
export async function requireUploader(context: Context, caseFileId: string, digest: string | null): Promise<void> {
  try {
    await perform(context, receivePaper(null), { caseFileId, digest }, call(true));
  } catch (error) {
    if (error instanceof Refused) await perform(context, receivePaper(null), { caseFileId, digest }, call(false));
    throw error;
  } finally {
    await context.finish();
  }
}

/** Takes bytes that came in whole into the file's reach; a material may name them from then on. */
export async function takeIn(context: Context, caseFileId: string, bytes: Bytes): Promise<ArrivedPaper> {
  await context.services.papers.bring(bytes.paper);
  const { outcome } = await perform(
    context,
    receivePaper(bytes),
    { caseFileId, digest: bytes.paper.digest },
    call(false),
  );
  return outcome as unknown as ArrivedPaper;
}
