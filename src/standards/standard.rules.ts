import { type Decision, decide, defineRule } from '../regulation';
import { type SchemeLines, schemeProblems } from './scoring.rules';

const EIGHT = defineRule<{ problem: string | null }>({
  code: 'STANDARD.EIGHT_INDICATORS',
  provisions: ['S4-4.1b'],
  met: '八项一级指标，序号一至八，主题和名称各不相同',
  unmet: ({ problem }) => `${problem}`,
  cure: { by: 'ADMINISTRATOR', text: '按印行的标准核对八项一级指标' },
});

const STAGES = defineRule<{ problem: string | null }>({
  code: 'STANDARD.STAGES_OF_ITS_KINDS',
  provisions: [],
  provenance: 'HOUSE',
  met: '列出的阶段都属于本版的案件类型',
  unmet: ({ problem }) => `${problem}`,
});

const NO_PLACES = defineRule<{ name: string | null }>({
  code: 'STANDARD.INDICATORS_NAME_NO_PLACE',
  provisions: [],
  provenance: 'HOUSE',
  met: '指标名称不含地名和单位名',
  unmet: ({ name }) => `指标名称含有“${name}”：评估人由此得知案卷出自何处`,
  cure: { by: 'ADMINISTRATOR', text: '指标名称不写地名和单位名；需要说明的写在标准的说明中，评估人看不到' },
});

const WHOLE_SCHEME = defineRule<{ problem: string | null }>({
  code: 'STANDARD.SCHEME_WHOLE',
  provisions: ['S4-4.1c'],
  met: '权重合计恰为100分，四个等次的分数段相接而不重叠',
  unmet: ({ problem }) => `${problem}`,
  cure: { by: 'ADMINISTRATOR', text: '更正权重或者分数段' },
});

interface EditionFacts {
  readonly indicators: readonly {
    readonly no: number;
    readonly topic: string;
    readonly name: string;
    readonly applicability: readonly { readonly stage: string }[];
  }[];
  /** Stages of the kinds of case that the edition is for. */
  readonly stages: ReadonlySet<string>;
  /** Names of places and organisations that stand in the indicators' names, which readers of blind files see. */
  readonly places: readonly string[];
}

/** Whether this is an edition: exactly eight (S4-4.1b), in order, each for something else. */
export function editionDecision({ indicators, stages, places }: EditionFacts): Decision {
  const numbers = indicators.map(({ no }) => no).join();
  const twice = (values: readonly string[]) => values.find((value, index) => values.indexOf(value) !== index);
  const topic = twice(indicators.map(({ topic }) => topic));
  const name = twice(indicators.map(({ name }) => name));
  const problem =
    indicators.length !== 8
      ? `须恰好八项一级指标，现有${indicators.length}项`
      : numbers !== '1,2,3,4,5,6,7,8'
        ? '八项须按序号1至8排列，每号一项'
        : topic
          ? `主题${topic}用了两次`
          : name
            ? `名称“${name}”用了两次`
            : null;
  const strange = indicators.flatMap(({ no, applicability }) =>
    applicability
      .filter(({ stage }) => !stages.has(stage))
      .map(({ stage }) => `第${no}项列出了不属于本版案件类型的阶段${stage}`),
  );
  return decide('STANDARD_EDITION', [
    EIGHT.find(problem === null, { problem }),
    ...(strange.length > 0
      ? strange.map((each) => STAGES.find(false, { problem: each }))
      : [STAGES.find(true, { problem: null })]),
    ...(places.length > 0
      ? places.map((name) => NO_PLACES.find(false, { name }))
      : [NO_PLACES.find(true, { name: null })]),
  ]);
}

/** Whether weights and bands make a scheme, each reason why not as a finding of its own. */
export function schemeDecision(lines: SchemeLines): Decision {
  const problems = schemeProblems(lines);
  return decide(
    'SCORING_SCHEME',
    problems.length > 0
      ? problems.map((problem) => WHOLE_SCHEME.find(false, { problem }))
      : [WHOLE_SCHEME.find(true, { problem: null })],
  );
}
