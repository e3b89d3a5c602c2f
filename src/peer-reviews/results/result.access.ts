import { requireRole, signedIn } from '../../organizations/organization.access';
import { type Actor, appointmentsFor, Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import type { Batch, Context } from '../../platform/context';
import { isId } from '../../platform/ids';
import { type Page, type PageArgs, requireFirst } from '../../platform/paging';
import { badInput } from '../../platform/refusal';
import { CAMPAIGN_READERS, campaignReach } from '../campaigns/campaign.access';
import type { ReviewResult } from './result.types';
import { keyOf, type Pair, resultRecords } from './result-records';

const practises = (actor: Actor): boolean =>
  actor.practitionerId !== null && appointmentsFor(actor, [Role.PRACTITIONER]).length > 0;

/**
 * Drawn files of which the reader sees a result, as a condition on a draw (alias `t`) and its campaign (alias `c`): whoever
 * handled the file once replies are open, those who run or watch the campaign once it is final.
 */
function resultReach(where: Where, actor: Actor, roles: readonly Role[]): string {
  const conditions = [`c.state = 'FINALISED' AND (${campaignReach(where, actor, 'c', roles)})`];
  if (roles.includes(Role.PRACTITIONER) && practises(actor)) {
    conditions.push(
      `c.state IN ('REPLYING', 'FINALISED') AND EXISTS (SELECT FROM engagement own WHERE own.case_file_id = t.case_file_id AND own.practitioner_id = ${where.value(actor.practitionerId)}::uuid)`,
    );
  }
  return conditions.map((condition) => `(${condition})`).join(' OR ');
}

const RESULT_READERS: readonly Role[] = [...CAMPAIGN_READERS, Role.PRACTITIONER];

const within = (actor: Actor, roles: readonly Role[]): Where => {
  const where = new Where();
  return where.and(`t.part <> 'GOLD'`).and(resultReach(where, actor, roles));
};

const pairsWhere = (context: Context, where: Where, limit = 'ALL') =>
  context.read<Pair>(
    `SELECT t.campaign_id AS "campaignId", t.case_file_id AS "caseFileId" FROM campaign_draw t JOIN review_campaign c ON c.id = t.campaign_id
      WHERE ${where.text} ORDER BY t.campaign_id DESC, t.case_file_id DESC LIMIT ${limit}`,
    where.params,
  );

/** Whoever handled a file does not see how many read it or how they came together. */
export const forHandler = (result: ReviewResult): ReviewResult => ({ ...result, way: null });

const runs = (actor: Actor): boolean => appointmentsFor(actor, CAMPAIGN_READERS).length > 0;

async function among(context: Context, pairs: readonly Pair[]): Promise<ReviewResult[]> {
  const records = await resultRecords(context, pairs);
  const found = pairs.flatMap((pair) => records.get(keyOf(pair)) ?? []);
  return context.actor && runs(context.actor) ? found : found.map(forHandler);
}

const cursorOf = (pair: Pair): string => Buffer.from(keyOf(pair)).toString('base64url');

function placeOf(cursor: string): readonly [string, string] {
  const [campaignId = '', caseFileId = '', ...more] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!isId(campaignId) || !isId(caseFileId) || more.length) throw badInput('after', '游标无效');
  return [campaignId, caseFileId];
}

/**
 * Results of files that the reader handled, by campaign, the newest first. A file that was withdrawn has none: its page is
 * by so much shorter.
 */
export async function ownResults(context: Context, { first, after }: PageArgs): Promise<Page<ReviewResult>> {
  requireRole(context, [Role.PRACTITIONER]);
  requireFirst(first);
  const actor = signedIn(context);
  const where = within(actor, [Role.PRACTITIONER]);
  if (after) {
    const [campaignId, caseFileId] = placeOf(after);
    where.and(`(t.campaign_id, t.case_file_id) < (${where.value(campaignId)}::uuid, ${where.value(caseFileId)}::uuid)`);
  }
  const pairs = await pairsWhere(context, where, String(first + 1));
  const shown = pairs.slice(0, first);
  const found = await among(context, shown);
  const last = shown.at(-1);
  return {
    edges: found.map((result) => ({ cursor: cursorOf(result), node: forHandler(result) })),
    pageInfo: { hasNextPage: pairs.length > first, endCursor: last ? cursorOf(last) : null },
    count: async () =>
      (await resultRecords(context, await pairsWhere(context, within(actor, [Role.PRACTITIONER])))).size,
  };
}

/** Of a file that the reader sees: results within their reach. */
export const resultsOfFile: Batch<string, ReviewResult[]> = {
  name: 'review results of case file',
  async fetch(context, files) {
    const { actor } = context;
    if (!actor) return files.map(() => []);
    const where = within(actor, RESULT_READERS);
    where.and(`t.case_file_id = ANY (${where.value(files)}::uuid[])`);
    const found = await among(context, await pairsWhere(context, where));
    return files.map((id) => found.filter(({ caseFileId }) => caseFileId === id));
  },
};

/** One result by campaign and file, whoever asks: for answers to acts that have settled that, and for pages within reach. */
export const resultByPair: Batch<string, ReviewResult | null> = {
  name: 'review result',
  async fetch(context, keys) {
    const pairs = keys.map((key) => {
      const [campaignId = '', caseFileId = ''] = key.split(' ');
      return { campaignId, caseFileId };
    });
    const records = await resultRecords(context, pairs);
    return keys.map((key) => records.get(key) ?? null);
  },
};
