import type { DatedValue, DeadlineInput, LimitCode } from '../../../src/regulation';

/** One dated case, worked out by hand from the State Council notices of 2022–2026, not by the engine. */
export interface GoldenCase {
  readonly provision: string;
  readonly limit: LimitCode;
  /** How long, in the derivation's words. */
  readonly words: string;
  readonly input: DeadlineInput;
  /** Values entered for the place: a house limit where the text says 及时. */
  readonly overrides: readonly DatedValue[];
  readonly due: string;
  readonly originalDue: string;
  readonly provisional: boolean;
  readonly name: string;
}

const option = (text: string): Partial<DeadlineInput> => {
  if (text === '') return {};
  if (text === 'custody') return { inCustody: true };
  const [kind, rest = ''] = text.split(' ');
  if (kind === 'pause') {
    const [from = '', to = null] = rest.split('..');
    return { pauses: [{ from, to, reason: '等待补充材料' }] };
  }
  const given = { reason: '批准延长', decidedOn: '2024-01-01' };
  if (kind === 'plus') return { extensions: [{ ...given, amount: Number(rest) }] };
  if (kind === 'until') return { extensions: [{ ...given, newDate: rest }] };
  throw new Error(`unknown option: ${text}`);
};

const houseLimit = (limit: LimitCode, text: string): DatedValue => {
  const [amount, unit] = text.split(' ');
  return {
    key: `LIMIT.${limit}`,
    amount: Number(amount),
    unit: unit as DatedValue['unit'],
    from: null,
    to: null,
    provenance: 'HOUSE',
    provisions: [],
    note: null,
  };
};

/**
 * Reads `event | options | due | why`, one case a line. Options are separated by commas: custody, `pause a..b`,
 * `plus n`, `until date`. A due date after an extension is written `original > extended`; `~` marks it provisional.
 */
export const golden = (
  rows: readonly (readonly [provision: string, limit: LimitCode, words: string, house?: string])[],
  table: string,
): GoldenCase[] => {
  const lines = table.split('\n').filter((line) => line.trim() !== '');
  return rows.flatMap(([provision, limit, words, house]) =>
    lines.map((line) => {
      const [event, options, expected, why] = line.split('|').map((cell) => cell.trim());
      if (!event || options === undefined || !expected || !why) throw new Error(`bad golden row: ${line}`);
      const dates = expected.replace('~', '').split(' > ');
      const input = Object.assign({ event }, ...options.split(',').map((each) => option(each.trim()))) as DeadlineInput;
      return {
        provision,
        limit,
        words,
        input,
        overrides: house ? [houseLimit(limit, house)] : [],
        due: dates.at(-1) ?? '',
        originalDue: dates[0] ?? '',
        provisional: expected.startsWith('~'),
        name: `${provision} ${limit} ${event} ${options} → ${expected}: ${why}`,
      };
    }),
  );
};
