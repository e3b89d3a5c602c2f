/** One thing wrong with one row. It never repeats what the cell holds: that may be anybody's personal data. */
export interface RegisterProblem {
  /** Heading of the column; several where they only fit together. */
  readonly column: string;
  readonly code: string;
  readonly reason: string;
  readonly mend: string;
  readonly provisions: readonly string[];
}

/** What can be wrong with a cell as it stands: why, and how to mend it. */
const CELL_PROBLEMS = {
  MISSING: ['没有填写', '请补填'],
  CELL_TOO_LONG: ['单元格内容过长', '请缩短'],
  CELL_ERROR: ['单元格是Excel的错误值（如#N/A、#REF!）', '请改正公式，或者直接填写内容'],
  CHARACTERS_UNSOUND: ['含有不可见的控制字符，或者不完整的字符', '请重新输入这一格，不要从别处粘贴'],
  FORMULA_WITHOUT_VALUE: ['单元格是公式，文件中没有它的结果', '请在Excel中打开并保存一次，或者把公式粘贴为数值'],
  DATE_UNREADABLE: ['不是日期', '请写成2024-03-05这样的日期'],
  DATE_INCOMPLETE: ['日期不完整，缺少年、月或者日', '请写明年、月、日'],
  DATE_AMBIGUOUS: ['日期有歧义：年份只有两位，或者分不清月和日', '请写成2024-03-05这样的日期'],
  DATE_NOT_THERE: ['日历上没有这一天', '请核对年、月、日'],
  ID_NUMBER_LOST_DIGITS: [
    '身份证号码以数字存放，末尾几位已经丢失，无法复原',
    '请把这一列设为文本，按证件重新填写全部18位',
  ],
  ID_NUMBER_FIFTEEN: ['这是15位的旧号码', '请填写18位号码'],
  ID_NUMBER_FORM: ['身份证号码不是18位，或者含有其他字符', '请按证件重新填写；没有号码的请填写原因'],
  ID_NUMBER_BIRTH: ['身份证号码中的出生日期不存在', '请按证件核对'],
  ID_NUMBER_CHECK_DIGIT: ['身份证号码的校验位不符（GB 11643），有一位填错', '请按证件核对'],
  ID_NUMBER_CUT: ['身份证号码末三位是000且校验位不符，多半被Excel截断', '请把这一列设为文本，按证件重新填写'],
  LONG_NUMBER_LOST_DIGITS: ['号码以数字存放，末尾几位已经丢失', '请把这一列设为文本，重新填写'],
  CHOICE_UNKNOWN: ['不在可填的范围内', '请按模板的说明填写'],
  GROUND_AMBIGUOUS: ['只写了“通知”，看不出是应当通知还是可以通知', '请写明“应当通知”或者“可以通知”'],
  FLAG_UNKNOWN: ['只能填是或者否', '请填“是”或者“否”，或者留空'],
  YEAR_UNREADABLE: ['不是四位年份', '请写成2024这样的年份'],
  INVALID: ['内容不合要求', '请按模板的说明改正'],
  NUMBER_TWICE: ['登记簿中另有一行使用同一编号', '请核对后各用各的编号，或者删去重复的一行'],
  NUMBER_HAS_OTHER_CONTENT: [
    '本机构已有这个编号的案卷，内容与此行不同',
    '请核对：以系统为准的改登记簿，以登记簿为准的在系统中更正案卷',
  ],
  RECIPIENT_DIFFERS: ['同一身份证号码登记在另一姓名之下', '请核对姓名和号码'],
  ORGAN_UNKNOWN: ['办案机关名录中没有这个名称', '请按名录填写全称；名录中没有的，先登记办案机关'],
  PRACTITIONER_UNKNOWN: ['没有找到这名承办人', '请核对姓名、执业证号和机构；没有登记的，先登记承办人'],
  PRACTITIONER_NOT_UNIQUE: ['同一机构有不止一名同名的承办人', '请填写执业证号'],
  PRACTITIONER_UNDERDETERMINED: ['只有姓名，认不出是哪一名承办人', '请填写执业证号，或者承办机构'],
  PRACTITIONER_NAME_DIFFERS: ['执业证号与承办人的姓名不符', '请核对姓名和执业证号'],
  PRACTITIONER_ORGANIZATION_DIFFERS: [
    '承办人现在不在这个机构执业',
    '请核对；指派后换过机构的，请清空承办人各列，导入后另行登记指派',
  ],
  WAY_NEEDED: ['填写了承办人，须填写指派方式', '请填写轮流指派、点援或者选择指派'],
  COMMISSIONED_ON_NEEDED: ['填写了承办人，须填写指派日期', '请填写指派日期'],
  PRACTITIONER_NEEDED: ['填写了指派的情况，没有填写承办人', '请填写承办人，或者清空指派的各列'],
} as const satisfies Readonly<Record<string, readonly [reason: string, mend: string]>>;

export type CellProblemCode = keyof typeof CELL_PROBLEMS;

export const problemOf = (
  code: CellProblemCode,
  column: string,
  more: Partial<RegisterProblem> = {},
): RegisterProblem => ({
  column,
  code,
  reason: CELL_PROBLEMS[code][0],
  mend: CELL_PROBLEMS[code][1],
  provisions: [],
  ...more,
});
