import {
  citation,
  type DatedValue,
  defineRule,
  type Finding,
  isDate,
  LIMITS,
  type LimitCode,
  mayOverride,
  weekday,
} from '../regulation';

const NOT_LAW = defineRule<{ key: string; provision: string | null }>({
  code: 'HOUSE_VALUE_ONLY_WHERE_LAW_IS_SILENT',
  provisions: [],
  provenance: 'HOUSE',
  met: '此处没有有约束力的数字，可以自定',
  unmet: ({ provision }) => `数字已由${provision ? citation(provision) : '规定'}定下，不能自定`,
});

/** A number of the law's is never replaced: neither a limit that has one, nor a value whose provision binds here by its territory. */
export function houseValueFinding(facts: {
  readonly key: string;
  readonly unit: string | null;
  readonly standing: DatedValue | null;
  /** The first of its provisions that binds here by its own territory. */
  readonly bindingProvision: string | null;
}): Finding {
  const { key, standing, bindingProvision } = facts;
  const limit = limitOf(key);
  const free = limit
    ? mayOverride(limit, { provenance: 'HOUSE', unit: (facts.unit ?? 'NATURAL_DAYS') as DatedValue['unit'] })
    : bindingProvision === null;
  const provision = limit ? limit.provisions[0] : (bindingProvision ?? standing?.provisions[0] ?? null);
  return NOT_LAW.find(free, { key, provision });
}

export const limitOf = (key: string) =>
  key.startsWith('LIMIT.') ? (LIMITS[key.slice('LIMIT.'.length) as LimitCode] ?? null) : null;

const NOT_BACKDATED = defineRule<{ on: string; today: string }>({
  code: 'LOCAL_LAW_ENDS_NOT_IN_THE_PAST',
  provisions: [],
  provenance: 'HOUSE',
  met: '终止日不早于今天',
  unmet: ({ today }) => `终止日不能早于今天（${today}）：此前的决定可能已据此作出，作出的决定不变`,
});

const ONLY_SOONER = defineRule<{ on: string; to: string | null }>({
  code: 'LOCAL_LAW_ENDS_SOONER',
  provisions: [],
  provenance: 'HOUSE',
  met: '比原定的终止日早',
  unmet: ({ to }) => `已定于${to}终止，只能提前；要延续的，另行采用或者录入`,
});

/** A dated end, never a deletion: what was decided until then stays as decided. */
export const endingFindings = (facts: {
  readonly on: string;
  readonly today: string;
  readonly to: string | null;
}): Finding[] => {
  const { on, today, to } = facts;
  return [NOT_BACKDATED.find(on >= today, { on, today }), ONLY_SOONER.find(to === null || on < to, { on, to })];
};

/** Every notice has had these, whatever else it moved. */
const ALWAYS_OFF = ['01-01', '05-01', '10-01', '10-02', '10-03'];

/** What is wrong with a year's arrangement as it was typed, in plain words; empty where it can be used. */
export function calendarProblems(entered: {
  readonly year: number;
  readonly holidays: readonly string[];
  readonly makeupDays: readonly string[];
}): { readonly path: 'holidays' | 'makeupDays'; readonly message: string }[] {
  const { year, holidays, makeupDays } = entered;
  const problems: { path: 'holidays' | 'makeupDays'; message: string }[] = [];
  for (const [path, dates] of [
    ['holidays', holidays],
    ['makeupDays', makeupDays],
  ] as const) {
    for (const [index, date] of dates.entries()) {
      if (!isDate(date) || date < `${year - 1}-12-29` || date > `${year}-12-31`) {
        problems.push({ path, message: `${date}不在这一年的安排之内` });
      }
      if (dates.indexOf(date) !== index) problems.push({ path, message: `${date}重复` });
    }
  }
  for (const fixed of ALWAYS_OFF) {
    if (!holidays.includes(`${year}-${fixed}`))
      problems.push({ path: 'holidays', message: `缺少法定节假日${year}-${fixed}` });
  }
  for (const date of makeupDays) {
    if (holidays.includes(date)) problems.push({ path: 'makeupDays', message: `${date}既放假又上班` });
    if (isDate(date) && weekday(date) < 6) problems.push({ path: 'makeupDays', message: `${date}不是周六或者周日` });
  }
  return problems;
}
