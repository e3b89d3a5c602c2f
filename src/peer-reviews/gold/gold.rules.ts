import { type Decision, decide, defineRule } from '../../regulation';
import {
  type Band,
  fraction,
  type GradeCode,
  gradeName,
  gradeOf,
  type IndicatorValue,
  type SchemeKindCode,
  shown,
  totalOf,
  type Weights,
} from '../../standards/scoring.rules';

const problem = (code: string, met: string) =>
  defineRule<{ problem: string | null }>({
    code,
    provisions: [],
    provenance: 'HOUSE',
    met,
    unmet: ({ problem }) => `${problem}`,
  });

const RECEIVED = problem('GOLD.FILE_RECEIVED', '已收卷，未封存');
const OF_THE_KIND = problem('GOLD.SCHEME_FITS', '评分方案适用于这类案件');
const WHOLE = problem('GOLD.EIGHT_VALUES', '八项各有一个值');
const CONSISTENT = problem('GOLD.GRADE_FOLLOWS', '等次与各项一致');

export interface GoldFacts {
  readonly received: boolean;
  readonly sealed: boolean;
  /** The scheme's edition is for the file's kind of case. */
  readonly fits: boolean;
  readonly kind: SchemeKindCode;
  readonly weights: Weights;
  readonly bands: readonly Band[];
  readonly grade: GradeCode;
  readonly values: readonly {
    readonly indicatorNo: number;
    readonly points: number | null;
    readonly grade: GradeCode | null;
  }[];
}

function valueProblem({ kind, values }: GoldFacts): string | null {
  const numbers = values.map(({ indicatorNo }) => indicatorNo).sort((one, other) => one - other);
  if (numbers.join() !== '1,2,3,4,5,6,7,8') return '须逐项填写第1至第8项，每项一次';
  const wrong = values.find(({ points, grade }) => (kind === 'POINTS_100' ? grade !== null : points !== null));
  if (wrong) return `第${wrong.indicatorNo}项须填${kind === 'POINTS_100' ? '分数，不填等次' : '等次，不填分数'}`;
  return values.every(({ points, grade }) => points === null && grade === null) ? '至少一项适用' : null;
}

function gradeProblem({ kind, weights, bands, grade, values }: GoldFacts): string | null {
  if (kind === 'INDICATOR_GRADE') return null;
  const total = totalOf(
    weights,
    new Map(
      values.map(({ indicatorNo, points }): [number, IndicatorValue] => [
        indicatorNo,
        points === null ? { notApplicable: true } : { points: fraction(points) },
      ]),
    ),
  );
  if (!total) return null;
  const follows = gradeOf(bands, total);
  return follows === grade
    ? null
    : `按各项分数合计${shown(total)}分，为${gradeName(follows)}，与所填的${gradeName(grade)}不符`;
}

/** Whether a file may serve as one whose grade is known. */
export function goldDecision(facts: GoldFacts): Decision {
  const incomplete = valueProblem(facts);
  const standing = !facts.received ? '尚未收卷' : facts.sealed ? '未成年人封存案卷不作他用' : null;
  const grade = incomplete ? null : gradeProblem(facts);
  return decide('GOLD_FILE', [
    RECEIVED.find(standing === null, { problem: standing }),
    OF_THE_KIND.find(facts.fits, { problem: facts.fits ? null : '评分方案不适用于这类案件' }),
    WHOLE.find(incomplete === null, { problem: incomplete }),
    CONSISTENT.find(grade === null, { problem: grade }),
  ]);
}

const CHOSEN = problem('GOLD.CHOSEN_FITS_CAMPAIGN', '方案与活动一致，已由另一人确认，未停用，未被定向加入');

/** Whether each chosen gold file fits the campaign; the finding names those that do not. */
export const choiceDecision = (
  chosen: readonly { readonly id: string; readonly problem: string | null }[],
): Decision => {
  const wrong = chosen.filter(({ problem }) => problem !== null);
  return decide(
    'GOLD_CHOICE',
    wrong.length
      ? wrong.map(({ id, problem }) => CHOSEN.find(false, { problem: `${problem}（${id}）` }))
      : [CHOSEN.find(true, { problem: null })],
  );
};
