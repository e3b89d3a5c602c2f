import type { DocxBlock } from '../../platform/documents/docx';
import { CASE_KIND_NAMES } from '../../regulation';
import { GRADES, gradeName } from '../../standards/scoring.rules';
import { WITHDRAWAL_GROUND_NAMES } from '../settling/withdrawal.inputs';
import type {
  AgreementView,
  EstimateView,
  GradeCountsView,
  GroupView,
  InflationGapView,
  ShareView,
  StandingCode,
} from './agreement.types';
import type { ReviewReportView } from './report.types';

const STANDINGS: Readonly<Record<StandingCode, string>> = { ENOUGH: '达到', LOW: '未达到', UNKNOWN: '无法判断' };
const GAPS: Readonly<Record<NonNullable<EstimateView['missing']>, string>> = {
  NO_VARIATION: '全部一样',
  ONE_READER: '只有一人评',
  NO_PAIRS: '无案卷',
  TOO_FEW_FILES: '案卷太少',
  NOT_CONNECTED: '不能比较',
  TOO_LITTLE_VARIATION: '几乎无差别',
  NO_DISAGREEMENT: '处处一致',
  STRATUM_UNREAD: '有层未评',
};

const dated = (day: string): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
};
const signed = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−');
const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;
const share = (found: ShareView | null): string =>
  found ? `${percent(found.value)}（${percent(found.low)}至${percent(found.high)}）` : '—';
/** In a narrow cell the interval stands beneath. */
const stacked = (found: ShareView | null): string =>
  found ? `${percent(found.value)}\n${percent(found.low)}至${percent(found.high)}` : '—';
/** A difference of two shares is in points: per cent of a per cent would be something else. */
const apart = (found: ShareView | null): string => {
  const points = (value: number) => signed(100 * value, 1);
  return found ? `${points(found.value)}（${points(found.low)}至${points(found.high)}）` : '—';
};

function estimate({ value, low, high, missing }: EstimateView, beneath = false): string {
  if (value === null) return missing ? GAPS[missing] : '—';
  const known = low !== null && high !== null;
  const interval = known ? `${signed(low, 2)}至${signed(high, 2)}` : missing ? GAPS[missing] : '无区间';
  return beneath ? `${signed(value, 2)}\n${interval}` : `${signed(value, 2)}（${interval}）`;
}

const counts = ({ excellent, good, qualified, unqualified }: GradeCountsView): string[] =>
  [excellent, good, qualified, unqualified].map(String);

const heading = (text: string): DocxBlock => ({ kind: 'HEADING', text });
const text = (said: string): DocxBlock => ({ kind: 'TEXT', text: said });
const note = (said: string): DocxBlock => ({ kind: 'NOTE', text: said });
/** Its number comes with all the others, by the order of the tables that there are. */
const caption = (said: string): DocxBlock => ({ kind: 'CAPTION', text: said });
const table = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  widths?: readonly number[],
): DocxBlock => ({
  kind: 'TABLE',
  table: { headings, rows, ...(widths ? { widths } : {}) },
});
function numbered(blocks: readonly DocxBlock[]): DocxBlock[] {
  let number = 0;
  return blocks.map((block) => {
    if (block.kind !== 'CAPTION') return block;
    number += 1;
    return { ...block, text: `表${number} ${block.text}` };
  });
}

const GRADE_HEADINGS = GRADES.map(gradeName);
const GROUP_HEADINGS = [
  '名册',
  '已评',
  ...GRADE_HEADINGS,
  '优良率\n（95%区间）',
  '正式平均\n（95%区间）',
  '扣除宽严后\n（95%区间）',
];
/** In twentieths of a point, so that neither a heading nor an interval breaks in the middle. */
const GRADE_WIDTHS = [490, 490, 490, 700];
const COUNT_WIDTHS = [700, 490, ...GRADE_WIDTHS];
const GROUP_WIDTHS = [1455, ...COUNT_WIDTHS, 1420, 1305, 1305];

const groupRow = (group: GroupView): string[] => [
  String(group.frame),
  String(group.files),
  ...counts(group.grades),
  stacked(group.goodRate),
  estimate(group.official, true),
  estimate(group.adjusted, true),
];

/** The report as a document: what was found, how sure it is, and what nobody can say. Names agencies, never persons or files. */
export function reportDocument(
  report: ReviewReportView,
  agencies: ReadonlyMap<string, string>,
  day: string,
): readonly DocxBlock[] {
  if (report.abandonedOn) return abandonedBlocks(report, day);
  return numbered([
    { kind: 'TITLE', text: report.title },
    { kind: 'SUBTITLE', text: `法律援助案件质量同行评估报告${report.finalised ? '' : '（结果未定，草稿）'}` },
    ...sampleBlocks(report),
    ...withdrawalBlocks(report),
    ...gradeBlocks(report, agencies),
    ...themeBlocks(report),
    ...agreementBlocks(report),
    ...differenceBlocks(report, agencies),
    ...settlingBlocks(report),
    ...(report.inflation ? inflationBlocks(report.inflation) : []),
    ...methodBlocks(report),
    { kind: 'CLOSING', text: `${report.bureau}\n${dated(day)}` },
  ]);
}

/** Of what was given up there is no result: what had been drawn, what was taken out, when and why it ended. */
function abandonedBlocks(report: ReviewReportView, day: string): readonly DocxBlock[] {
  return numbered([
    { kind: 'TITLE', text: `${report.title}（已放弃）` },
    { kind: 'SUBTITLE', text: '法律援助案件质量同行评估：已放弃，没有结果' },
    heading('放弃'),
    text(
      `本次评估已于${dated(report.abandonedOn ?? day)}放弃，没有结果，不得作为评价机构或者个人的依据。理由：${report.abandonReason}`,
    ),
    ...sampleBlocks(report),
    ...withdrawalBlocks(report),
    { kind: 'CLOSING', text: `${report.bureau}\n${dated(day)}` },
  ]);
}

function sampleBlocks({
  periodFrom,
  periodTo,
  sample,
  readersPerFile,
  editions,
  schemeKind,
}: ReviewReportView): DocxBlock[] {
  const scheme = schemeKind === 'POINTS_100' ? '百分制，按分数线定等次' : '等次制，逐项评等次后综合评定';
  return [
    heading('一、范围和样本'),
    text(
      `本次评估${dated(periodFrom)}至${dated(periodTo)}结案的法律援助案卷。抽样名册共${sample.frame}卷，按机构、案件类型等分层随机抽取${sample.random}卷；为覆盖承办人加抽${sample.coverage}卷，有理由加评${sample.targeted}卷。每卷由${readersPerFile}名评估人独立评估，已定结果${sample.finalised}卷。`,
    ),
    text(`评分采用${scheme}。所用标准和方案：${editions.join('；')}。`),
    ...(sample.gold
      ? [
          note(
            `另有等次已知的案卷${sample.gold}卷混入盲评，在名册以外，由一人设定、另一人确认，只用于校准评估人，不计入任何结果。`,
          ),
        ]
      : []),
    note('随机部分代表名册；加抽和加评的案卷不代表其他案卷，第二、五部分的比例和平均均不计入。'),
  ];
}

/** What was taken out, so that nobody reads what is left for the whole. */
function withdrawalBlocks({ withdrawals }: ReviewReportView): DocxBlock[] {
  if (withdrawals.length === 0) return [];
  const sum = (of: 'files' | 'reviewed' | 'settled') => withdrawals.reduce((total, each) => total + each[of], 0);
  return [
    text(
      `抽取以后退出评估${sum('files')}卷，其中退出时已有人提交评阅的${sum('reviewed')}卷，已有评定结果的${sum('settled')}卷；退出的案卷没有结果。`,
    ),
    caption('退出评估的案卷'),
    table(
      ['机构', '类型', '退出', '已有评阅', '已有结果', '事由'],
      withdrawals.map(({ agency, caseKind, files, reviewed, settled, grounds }) => [
        ...[agency, CASE_KIND_NAMES[caseKind], String(files), String(reviewed), String(settled)],
        grounds.map((ground) => WITHDRAWAL_GROUND_NAMES[ground]).join('；'),
      ]),
      [2.6, 0.7, 0.7, 1, 1, 3],
    ),
  ];
}

function gradeBlocks({ comparison }: ReviewReportView, agencies: ReadonlyMap<string, string>): DocxBlock[] {
  const blocks: DocxBlock[] = [heading('二、质量等次')];
  const { campaign, kinds, agencies: each, agenciesByKind } = comparison;
  if (!campaign) return [...blocks, text('结果尚未确定。')];
  const added = counts(campaign.apart);
  blocks.push(
    text(
      campaign.unreadStrata
        ? `随机部分${campaign.files}卷。名册中有${campaign.unreadStrata}层（机构、案件类型等）共${campaign.unreadFiles}卷没有一卷评出结果，其余各层不能代表名册，因此不给名册的优良率和平均。`
        : `随机部分${campaign.files}卷，优良率${share(campaign.goodRate)}。括号内为95%区间：同样的抽取做很多次，约95%的区间包含名册的真实比例。`,
    ),
    caption('各类案件的等次'),
    table(
      ['类型', ...GROUP_HEADINGS],
      [
        ...kinds.map((kind) => [kind.caseKind ? CASE_KIND_NAMES[kind.caseKind] : '', ...groupRow(kind)]),
        ['合计', ...groupRow(campaign)],
      ],
      GROUP_WIDTHS,
    ),
    note(
      `优良率和平均都按各层（机构、案件类型等）在名册中的案卷数加权，抽取比例不同的层之间不能把表中案卷数直接相除；有层一卷也没有评出结果的，不给优良率和平均。加抽和加评的案卷另计：优秀${added[0]}、良好${added[1]}、合格${added[2]}、不合格${added[3]}卷。`,
    ),
  );
  if (!each || !agenciesByKind) return blocks;
  const name = (id: string | null) => agencies.get(id ?? '') ?? '';
  return [
    ...blocks,
    caption('各机构的等次'),
    table(
      ['机构', ...GROUP_HEADINGS],
      each.map((group) => [name(group.agencyId), ...groupRow(group)]),
      GROUP_WIDTHS,
    ),
    caption('各机构各类案件的等次'),
    table(
      ['机构', '类型', '名册', '已评', ...GRADE_HEADINGS, '优良率（95%区间）'],
      agenciesByKind.map((group) => [
        name(group.agencyId),
        group.caseKind ? CASE_KIND_NAMES[group.caseKind] : '',
        ...groupRow(group).slice(0, 6),
        share(group.goodRate),
      ]),
      [2490, 490, ...COUNT_WIDTHS, 2505],
    ),
    note('已评案卷少的，区间很宽：一两卷的优良率不足以评价一个机构的一类案件。'),
  ];
}

function themeBlocks({ themes, schemeKind }: ReviewReportView): DocxBlock[] {
  if (themes.length === 0) return [heading('三、八项指标'), text('结果尚未确定。')];
  const unit = schemeKind === 'POINTS_100' ? '平均分' : '平均等次';
  const weakest = themes.filter(({ weak }) => weak && weak.value > 0).slice(0, 3);
  return [
    heading('三、八项指标'),
    text(
      weakest.length
        ? `未达良好的比例最高的是：${weakest.map(({ name, weak }) => `${name}（${percent(weak?.value ?? 0)}）`).join('、')}。`
        : themes.some(({ weak }) => weak)
          ? '随机抽取的案卷中，各项指标均在良好以上。'
          : '名册中有层没有评出结果，或者没有随机抽取的案卷，不推算未达良好的比例。',
    ),
    caption('逐项指标（最弱的在前）'),
    table(
      ['指标', '适用', '不适用', ...GRADE_HEADINGS, unit, '未达良好\n（95%区间）', '改进意见'],
      themes.map((theme) => [
        theme.name,
        String(theme.files),
        String(theme.notApplicable),
        ...counts(theme.grades),
        theme.mean === null ? '—' : theme.mean.toFixed(2),
        stacked(theme.weak),
        String(theme.improvementPoints),
      ]),
      [2875, 490, 700, ...GRADE_WIDTHS, 700, 1420, 490],
    ),
    note(
      '件数为全部已定结果的案卷；平均和未达良好的比例只计随机抽取的，按名册中的案卷数加权，定向加入和覆盖加抽的不计。',
    ),
  ];
}

function agreementBlocks({ agreement }: ReviewReportView): DocxBlock[] {
  const row = (figure: AgreementView) => [
    figure.name,
    String(figure.files),
    estimate(figure.alpha),
    estimate(figure.kappa),
    STANDINGS[figure.standing],
  ];
  return [
    heading('四、评估人之间的一致性'),
    text(
      `比较机构之前，先看评估人彼此是否一致。本次评估要求克里彭多夫α不低于${agreement.line.toFixed(2)}；未达到或者无法判断的，不比较机构。`,
    ),
    ...(agreement.laterRounds
      ? [note(`重新打开后再提交的评阅${agreement.laterRounds}次，评估人那时可能已看到结果，不计入一致性、宽严和比较。`)]
      : []),
    caption('一致性（首轮独立评估）'),
    table(
      ['指标', '案卷', 'α（95%区间）', '加权κ（95%区间）', '是否达到'],
      [agreement.overall, ...agreement.indicators].map(row),
      [3, 0.8, 2.5, 2.5, 1.1],
    ),
  ];
}

function differenceBlocks({ comparison }: ReviewReportView, agencies: ReadonlyMap<string, string>): DocxBlock[] {
  const { withheld, differences } = comparison;
  if (withheld) return [heading('五、机构之间的比较'), text(`${withheld.message}。`)];
  const told = (differences ?? []).filter(({ distinguishable }) => distinguishable);
  return [
    heading('五、机构之间的比较'),
    text(
      told.length
        ? `优良率与其余机构分得出高下的有${told.length}个机构，见下表；其余机构之间的差别不超出抽样的偶然，不宜排名。`
        : '各机构的优良率与其余机构相比，差别均不超出抽样的偶然，分不出高下，不宜排名。',
    ),
    caption('各机构优良率与其余全部机构之差（百分点）'),
    table(
      ['机构', '差（区间按比较次数放宽）', '分得出高下'],
      (differences ?? []).map((row) => [
        agencies.get(row.agencyId) ?? '',
        apart(row.difference),
        row.distinguishable ? '是' : '否',
      ]),
      [3, 4, 1.4],
    ),
  ];
}

function settlingBlocks({ settling, finalised }: ReviewReportView): DocxBlock[] {
  if (!finalised) return [heading('六、分歧、答复和改进'), text('结果尚未确定。')];
  return [
    heading('六、分歧、答复和改进'),
    text(
      `已定结果中，独立评估一致或者差别在限度内的${settling.agreed}卷，由第三名评估人定的${settling.thirdReader}卷，由评议小组定的${settling.group}卷，一人评定的${settling.single}卷。抽取以后改动专家库${settling.poolChanges}次；提交以后被停止的评阅${settling.stoppedAfterSubmission}份，重新打开${settling.reopened}次，评议小组的结论此后被取代的${settling.groupReplaced}个。收到承办人答复${settling.replies}项，改变结果${settling.repliesChanged}项。提出改进意见${settling.improvementPoints}项，已改正${settling.improvementsTicked}项。`,
    ),
  ];
}

function inflationBlocks(gap: InflationGapView): DocxBlock[] {
  const rows = [
    ['等次之差', estimate(gap.steps)],
    ['分数之差', estimate(gap.points)],
    ['优良率之差（百分点）', apart(gap.goodRate)],
  ];
  const said = gap.distinguishable ? '差别超出偶然' : '差别不超出偶然';
  return [
    heading('七、本地评估与外部评估'),
    text(
      `同一批${gap.files}卷案卷，本地评为优良${gap.localGood}卷，外部评为优良${gap.outsideGood}卷；${said}。下表为本地减外部，正数为本地偏高。`,
    ),
    caption('同一批案卷的差距'),
    table(['', '本地减外部（95%区间）'], rows, [1, 2]),
  ];
}

const methodBlocks = ({ inflation }: ReviewReportView): DocxBlock[] => [
  heading(`${inflation ? '八' : '七'}、方法和依据`),
  note(
    '四个等次和“优良率”的用语见于北京市关于法律援助案件质量的通知（所见文本缺标题和文号）第三部分第（四）项、第四部分第（一）项；优良率为优秀与良好之和除以全部已评，系推定。分数线、权重、每卷人数、分歧规则和一致性的线是本次评估采用的数据，不得视为SF/T标准的条文。',
  ),
  note(
    '优良率的区间用威尔逊法，平均的区间用t分布，不同抽取比例的层按其案卷数加权，未作有限总体修正（抽得越全，区间越偏宽）；差的区间用纽科姆法，并按比较次数放宽（邦费罗尼）。α和κ的区间以案卷为单位自助抽样得出。“扣除宽严后”由可加模型（得分＝案卷质量＋评估人宽严＋误差）估计，只供参照，不改变正式结果。',
  ),
];
