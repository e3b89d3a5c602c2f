import { allAdoptions, type Reads } from '../organizations/adoptions';
import { columnsOf } from '../platform/database/naming';
import { CaseFileRow } from './case-file.entity';
import type { TerminationRow } from './closing.entity';
import type { ActivityFacts, ClosingFacts } from './closing-facts.types';

interface Paper {
  readonly id: string;
  readonly catalogueNo: number;
  readonly supersedesId: string | null;
  readonly withdrawn: boolean;
}

type Gathered = CaseFileRow & {
  readonly regionCode: string;
  readonly commissioned: boolean;
  readonly termination: Pick<TerminationRow, 'ground' | 'decidedOn' | 'servedOn' | 'organInformedOn'> | null;
  readonly activities: readonly (Omit<ActivityFacts, 'proven'> & { readonly materialId: string | null })[];
  readonly papers: readonly Paper[];
};

const FACTS = `
  SELECT ${columnsOf(CaseFileRow, 'f')}, a.region_code AS "regionCode",
         EXISTS (SELECT FROM engagement e WHERE e.case_file_id = f.id) AS commissioned,
         (SELECT json_build_object('ground', t.ground, 'decidedOn', t.decided_on, 'servedOn', t.served_on, 'organInformedOn', t.organ_informed_on)
            FROM termination t WHERE t.case_file_id = f.id) AS termination,
         (SELECT coalesce(json_agg(json_build_object('id', y.id, 'kind', y.kind, 'tookPlaceOn', y.took_place_on, 'toldRights', y.told_rights,
                 'toldDuties', y.told_duties, 'toldRisks', y.told_risks, 'materialId', y.material_id) ORDER BY y.took_place_on, y.id), '[]')
            FROM activity y WHERE y.case_file_id = f.id AND NOT EXISTS (SELECT FROM activity n WHERE n.supersedes_id = y.id)) AS activities,
         (SELECT coalesce(json_agg(json_build_object('id', m.id, 'catalogueNo', m.catalogue_no, 'supersedesId', m.supersedes_id, 'withdrawn', m.withdrawn)), '[]')
            FROM material m WHERE m.case_file_id = f.id) AS papers
    FROM case_file f JOIN agency a ON a.id = f.agency_id WHERE f.id = ANY ($1)`;

/** Whether the newest version of each paper is still in the file, by the id of any of its versions. */
function standing(papers: readonly Paper[]): (id: string) => boolean {
  const newer = new Map(papers.flatMap((paper) => (paper.supersedesId ? [[paper.supersedesId, paper] as const] : [])));
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  return (id) => {
    let version = byId.get(id);
    for (let next = newer.get(id); next; next = newer.get(next.id)) version = next;
    return version !== undefined && !version.withdrawn;
  };
}

function factsOf(row: Gathered, adoptions: ClosingFacts['ground']['adoptions'], today: string): ClosingFacts {
  const stands = standing(row.papers);
  return {
    today,
    ground: { regionCode: row.regionCode, adoptions },
    caseKind: row.caseKind,
    stage: row.stage,
    aid: row.ground,
    stageBeganOn: row.stageBeganOn,
    stageEndedOn: row.stageEndedOn,
    reviewPeriodEndsOn: row.reviewPeriodEndsOn,
    hearingHeld: row.hearingHeld,
    hasOrgan: row.organId !== null,
    commissioned: row.commissioned,
    termination: row.termination,
    activities: row.activities.map(({ materialId, ...activity }) => ({
      ...activity,
      proven: materialId !== null && stands(materialId),
    })),
    papers: [...new Set(row.papers.filter(({ id }) => stands(id)).map(({ catalogueNo }) => catalogueNo))],
  };
}

/** What completeness is judged on, for many files in two statements. */
export async function closingFactsOf(
  reads: Reads,
  caseFileIds: readonly string[],
  today: string,
): Promise<ReadonlyMap<string, ClosingFacts>> {
  const [gathered, adoptions] = [await reads.sql<Gathered>(FACTS, [caseFileIds]), await allAdoptions(reads)];
  return new Map(gathered.map((row) => [row.id, factsOf(row, adoptions, today)]));
}
