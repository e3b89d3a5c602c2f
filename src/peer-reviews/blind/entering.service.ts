import { randomUUID } from 'node:crypto';
import { hasPictures } from '../../papers/media-types';
import type { Act } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { campaignAbandoned, sampleDrawn } from '../campaigns/campaign.events';
import { pseudonyms, shuffled } from './at-random';
import {
  type DrawnActivity,
  type DrawnFile,
  type DrawnMaterial,
  drawnActivities,
  drawnFiles,
  drawnMaterials,
} from './drawn-files';

constraintMeans('page_copy_is_blinded', 'CHANGED_MEANWHILE', '材料刚刚重新放行，请重试');

interface Subject extends DrawnFile {
  readonly id: string;
  readonly pseudonym: string;
}

interface BlindPaper extends DrawnMaterial {
  readonly id: string;
  readonly subjectId: string;
  readonly ordinal: number;
  readonly withheld: 'NOT_CLEARED' | 'NO_PAGES' | null;
}

/**
 * The drawn files under pseudonyms: ids, pseudonyms and the order in which rows are written come from chance alone, so that
 * neither tells which file of the frame or of the draw stands behind. What stands behind goes into the vault.
 */
async function enterSubjects(act: Act, { campaignId }: { readonly campaignId: string }): Promise<void> {
  const files = await drawnFiles(act, campaignId);
  const names = pseudonyms(files.length);
  const subjects = shuffled(files).map((file, n) => ({ ...file, id: randomUUID(), pseudonym: names[n] as string }));
  const subjectOf = new Map(subjects.map((subject) => [subject.caseFileId, subject.id]));
  const [campaign] = await act.sql<{ blind: boolean }>(
    `INSERT INTO review.campaign (id, alias, scheme_kind, blind) SELECT id, alias, scheme_kind, blind FROM review_campaign WHERE id = $1 RETURNING blind`,
    [campaignId],
  );
  const papers = shuffled(blindPapers(subjectOf, await drawnMaterials(act, campaignId), campaign?.blind ?? true));
  await writeSubjects(act, campaignId, subjects);
  await writeEvents(act, subjects, await drawnActivities(act, campaignId));
  await writePapers(act, papers);
}

/** Where a campaign does not read blind, what can be drawn is shown as it was handed in. */
function blindPapers(
  subjectOf: ReadonlyMap<string, string>,
  materials: readonly DrawnMaterial[],
  blind: boolean,
): BlindPaper[] {
  const counted = new Map<string, number>();
  return materials.map((material) => {
    const place = `${material.caseFileId} ${material.catalogueNo}`;
    const ordinal = (counted.get(place) ?? 0) + 1;
    counted.set(place, ordinal);
    const drawable = hasPictures(material.mediaType);
    const shown = material.clearance !== null || !blind;
    const withheld = !drawable ? 'NO_PAGES' : shown ? null : 'NOT_CLEARED';
    return {
      ...material,
      id: randomUUID(),
      subjectId: subjectOf.get(material.caseFileId) as string,
      ordinal,
      withheld,
    };
  });
}

const column = <T, K extends keyof T>(rows: readonly T[], key: K): T[K][] => rows.map((row) => row[key]);

async function writeSubjects(act: Act, campaignId: string, subjects: readonly Subject[]): Promise<void> {
  await act.write(
    `INSERT INTO review.subject (id, campaign_id, pseudonym, case_kind, stage, hearing_held, in_custody, edition_id, scheme_id, state)
     SELECT id, $1::uuid, pseudonym, kind, stage, held, custody, edition, scheme, 'READING'
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::boolean[], $8::text[], $9::text[])
         AS t (id, pseudonym, kind, stage, held, custody, edition, scheme)`,
    [
      campaignId,
      column(subjects, 'id'),
      column(subjects, 'pseudonym'),
      column(subjects, 'caseKind'),
      column(subjects, 'stage'),
      column(subjects, 'hearingHeld'),
      column(subjects, 'inCustody'),
      column(subjects, 'editionId'),
      column(subjects, 'schemeId'),
    ],
  );
  await act.sql('SELECT vault.enter_subjects($1, $2, $3, $4)', [
    campaignId,
    column(subjects, 'id'),
    column(subjects, 'caseFileId'),
    column(subjects, 'goldId'),
  ]);
}

async function writeEvents(
  act: Act,
  subjects: readonly Subject[],
  activities: readonly DrawnActivity[],
): Promise<void> {
  const byFile = new Map<string, DrawnActivity[]>();
  for (const activity of activities) {
    const known = byFile.get(activity.caseFileId);
    if (known) known.push(activity);
    else byFile.set(activity.caseFileId, [activity]);
  }
  const events = subjects.flatMap(({ id, caseFileId }) =>
    (byFile.get(caseFileId) ?? []).map((activity, n) => ({ ...activity, subjectId: id, ordinal: n + 1 })),
  );
  await act.write(
    `INSERT INTO review.subject_event (subject_id, ordinal, kind, after_days, told_rights, told_duties, told_risks)
     SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::integer[], $5::boolean[], $6::boolean[], $7::boolean[])`,
    [
      column(events, 'subjectId'),
      column(events, 'ordinal'),
      column(events, 'kind'),
      column(events, 'afterDays'),
      column(events, 'toldRights'),
      column(events, 'toldDuties'),
      column(events, 'toldRisks'),
    ],
  );
}

async function writePapers(act: Act, papers: readonly BlindPaper[]): Promise<void> {
  const ids = column(papers, 'id');
  const subjects = column(papers, 'subjectId');
  await act.write(
    `INSERT INTO review.paper (id, subject_id, catalogue_no, ordinal, pages, state, withheld_reason)
     SELECT id, subject, catalogue, ordinal, pages, CASE WHEN withheld IS NULL THEN 'READY' ELSE 'WITHHELD' END, withheld
       FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::smallint[], $5::integer[], $6::text[])
         AS t (id, subject, catalogue, ordinal, pages, withheld)`,
    [
      ids,
      subjects,
      column(papers, 'catalogueNo'),
      column(papers, 'ordinal'),
      column(papers, 'pages'),
      column(papers, 'withheld'),
    ],
  );
  await act.sql('SELECT vault.enter_papers($1, $2, $3, $4)', [
    ids,
    subjects,
    column(papers, 'materialId'),
    column(papers, 'digest'),
  ]);
  await act.write(
    `INSERT INTO review.page_copy (paper_id, page, digest, size, width, height)
     SELECT t.id, r.page, r.copy_digest, r.size, r.width, r.height
       FROM unnest($1::uuid[], $2::bytea[], $3::integer[]) AS t (id, digest, n) JOIN redacted_page r ON r.digest = t.digest AND r.n = t.n`,
    [ids, column(papers, 'digest'), column(papers, 'clearance')],
  );
}

sampleDrawn.subscribe(enterSubjects);

/** Readers of a campaign that was given up write no more for it; what they wrote stays. */
campaignAbandoned.subscribe(async (act, { campaignId }) => {
  await act.write('UPDATE review.campaign SET open = false WHERE id = $1', [campaignId]);
});
