import { allAdoptions } from '../organizations/adoptions';
import { calendarFor } from '../organizations/calendar';
import type { Batch } from '../platform/context';
import { computeDeadline, LIMITS } from '../regulation';
import { type DeadlineFacts, runningLimits, standingOf } from './deadlines.rules';
import type { CaseFileDeadline } from './deadlines.types';

const FIRST = (kind: string) =>
  `(SELECT min(y.took_place_on) FROM activity y WHERE y.case_file_id = f.id AND y.kind = '${kind}' AND NOT EXISTS (SELECT FROM activity n WHERE n.supersedes_id = y.id))`;

const FACTS = `
  SELECT f.id, a.region_code AS "regionCode", f.case_kind AS "caseKind", f.stage, f.ground AS aid, f.organ_id IS NOT NULL AS "hasOrgan",
         f.received_on AS "receivedOn", f.aid_decided_on AS "aidDecidedOn", f.stage_ended_on AS "stageEndedOn", f.in_custody AS "inCustody",
         f.review_period_ends_on AS "reviewPeriodEndsOn",
         (SELECT min(e.began_on) FROM engagement e WHERE e.case_file_id = f.id) AS "commissionedOn",
         ${FIRST('MEETING')} AS "metOn", ${FIRST('LEGAL_OPINION')} AS "opinionSentOn",
         (SELECT json_build_object('decidedOn', t.decided_on, 'organInformedOn', t.organ_informed_on) FROM termination t WHERE t.case_file_id = f.id) AS termination
    FROM case_file f JOIN agency a ON a.id = f.agency_id WHERE f.id = ANY ($1)`;

type Row = Omit<DeadlineFacts, 'place'> & {
  readonly id: string;
  readonly regionCode: string;
  readonly inCustody: boolean;
};

/** Time limits of files, re-derived at each reading from the facts and the calendar of the moment. */
export const deadlinesOfFile: Batch<string, CaseFileDeadline[]> = {
  name: 'deadlines of case file',
  async fetch(context, keys) {
    const found = await context.read<Row>(FACTS, [keys]);
    const adoptions = await allAdoptions({ sql: (text, params) => context.read(text, params) });
    const calendar = await calendarFor(context);
    const byFile = new Map(
      found.map(({ id, regionCode, inCustody, ...facts }) => {
        const limits = runningLimits({ ...facts, place: { regionCode, adoptions } });
        const deadlines = limits.map((limit): CaseFileDeadline => {
          const deadline = computeDeadline(limit.code, { event: limit.event, inCustody }, calendar);
          const { act, by } = LIMITS[limit.code];
          return { act, by, doneOn: limit.doneOn, standing: standingOf(limit, deadline.due, context.today), deadline };
        });
        return [id, deadlines] as const;
      }),
    );
    return keys.map((key) => byFile.get(key) ?? []);
  },
};
