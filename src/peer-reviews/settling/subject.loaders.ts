import type { Batch } from '../../platform/context';
import type { FindingView } from '../../platform/refusal';
import { seenByFileSql } from '../campaigns/campaign.access';
import { FAR_APART } from './divergence.rules';
import type { Divergence, ReviewSubject } from './settling.types';

const SUBJECTS = `
  SELECT s.id, s.campaign_id, s.pseudonym, s.state,
         CASE WHEN ${seenByFileSql('c')} THEN NULL
              ELSE (SELECT count(*)::integer FROM review.reading r WHERE r.subject_id = s.id AND r.state = 'SUBMITTED' AND r.part <> 'GROUP') END AS reviews,
         CASE WHEN ${seenByFileSql('c')} OR s.state <> 'SETTLED' THEN NULL
              ELSE (SELECT t.way FROM review.settlement t WHERE t.subject_id = s.id ORDER BY t.round DESC LIMIT 1) END AS way
    FROM review.subject s JOIN review_campaign c ON c.id = s.campaign_id`;

/** Files that are read or were: one that is withdrawn leaves this list, as it was withdrawn by its file. */
export const LISTED = `(${SUBJECTS} WHERE c.state NOT IN ('DRAWN', 'PLANNED') AND s.state <> 'WITHDRAWN') t`;
export const SUBJECT = 't.id, t.pseudonym, t.state, t.reviews, t.way';

export const subjectById: Batch<string, ReviewSubject | null> = {
  name: 'review subject',
  async fetch(context, ids) {
    const found = await context.read<ReviewSubject>(
      `SELECT ${SUBJECT} FROM (${SUBJECTS} WHERE s.id = ANY ($1::uuid[])) t`,
      [ids],
    );
    const byId = new Map(found.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};

/** Where readers or members differ, without what any of them gave. */
function whereApart(findings: readonly FindingView[]): Pick<Divergence, 'indicators' | 'overall'> {
  const unmet = findings.filter(({ met }) => !met);
  const named = unmet.map(({ facts }) => facts.find(({ name }) => name === 'indicators')?.value ?? '');
  const numbers = new Set(named.flatMap((value) => value.split('、').filter(Boolean).map(Number)));
  const overall = named.includes('') || unmet.some(({ rule }) => rule === FAR_APART);
  return { indicators: [...numbers].sort((one, other) => one - other), overall };
}

interface DivergenceRow extends Pick<Divergence, 'n' | 'next'> {
  readonly subjectId: string;
  readonly findings: readonly FindingView[];
}

/** Silent once results are seen by file: readers who differed in such indicators are few. */
export const divergencesOfSubject: Batch<string, Divergence[]> = {
  name: 'divergences of subject',
  async fetch(context, ids) {
    const found = await context.read<DivergenceRow>(
      `SELECT d.subject_id AS "subjectId", d.n, d.next, d.findings
         FROM review.divergence d JOIN review.subject s ON s.id = d.subject_id JOIN review_campaign c ON c.id = s.campaign_id
        WHERE d.subject_id = ANY ($1::uuid[]) AND NOT (${seenByFileSql('c')}) ORDER BY d.n`,
      [ids],
    );
    return ids.map((id) =>
      found
        .filter(({ subjectId }) => subjectId === id)
        .map(({ n, next, findings }) => ({ n, next, ...whereApart(findings) })),
    );
  },
};
