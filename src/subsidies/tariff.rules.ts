import { percentOf, yuan } from '../platform/money';
import { type CaseKindCode, type CaseStageCode, type DatedValue, DEFAULT_TARIFF } from '../regulation';

/** Codes of tariff lines as published local practice has them (standards.md 6); an edition answers for each. */
export const DEFAULT_LINES: readonly { readonly code: string; readonly name: string; readonly fen: number }[] =
  DEFAULT_TARIFF.filter((value) => value.unit === 'FEN').map(({ key, note, amount }) => ({
    code: key.replace(/^TARIFF\./, ''),
    name: note ?? key,
    fen: amount,
  }));
export const DEFAULT_EARLY_END_PERCENT = (
  DEFAULT_TARIFF.find((value) => value.key === 'TARIFF.EARLY_END') as DatedValue
).amount;

/** Stages that local practice has no line for: an edition may have one, else they are paid as the nearest (INFERRED). */
const PAID_AS: Readonly<Record<string, string>> = {
  'CRIMINAL.DEATH_PENALTY_REVIEW': 'CRIMINAL.TRIAL',
  'CRIMINAL.COMPULSORY_TREATMENT': 'CRIMINAL.TRIAL',
  'CRIMINAL.RETRIAL': 'CRIMINAL.TRIAL',
  'CIVIL.RETRIAL': 'CIVIL.LITIGATION',
  'ADMINISTRATIVE.RETRIAL': 'ADMINISTRATIVE.LITIGATION',
  'ADMINISTRATIVE.RECONSIDERATION': 'ADMINISTRATIVE.NON_LITIGATION',
};

const OWN_NAMES: Readonly<Record<string, string>> = {
  'CRIMINAL.DEATH_PENALTY_REVIEW': '死刑复核',
  'CRIMINAL.COMPULSORY_TREATMENT': '强制医疗',
  'CRIMINAL.RETRIAL': '刑事再审',
  'CIVIL.RETRIAL': '民事再审',
  'ADMINISTRATIVE.RETRIAL': '行政再审',
  'ADMINISTRATIVE.RECONSIDERATION': '行政复议',
};

export const TARIFF_CODES: readonly string[] = [...DEFAULT_LINES.map(({ code }) => code), ...Object.keys(PAID_AS)];

export const tariffName = (code: string): string =>
  OWN_NAMES[code] ?? DEFAULT_LINES.find((line) => line.code === code)?.name ?? code;

/** One edition with its amounts in fen by code. */
export interface Tariff {
  readonly editionId: string;
  readonly document: string;
  readonly earlyEndPercent: number;
  readonly lines: Readonly<Record<string, number>>;
}

/** What was done, as far as it bears on the amount. */
export interface Work {
  readonly caseKind: CaseKindCode;
  readonly stage: CaseStageCode;
  readonly hearingHeld: boolean | null;
  /** Another practitioner took over. */
  readonly replaced: boolean;
  /** Aid was terminated before the matter ended. */
  readonly terminated: boolean;
  /** Activities recorded for this engagement. */
  readonly activities: number;
}

/** One line of a derivation; amounts in fen, and where the number comes from. */
export interface DerivationLine {
  readonly code: string;
  readonly text: string;
  readonly fen: number;
  readonly source: string;
}

export interface Derivation {
  readonly fen: number;
  readonly lines: readonly DerivationLine[];
}

/** The tariff line of a stage; a criminal trial without a hearing is paid as its own line, which follows prosecution review. */
export function tariffCode(work: Pick<Work, 'caseKind' | 'stage' | 'hearingHeld'>, tariff: Tariff): string | null {
  const own =
    work.caseKind === 'CRIMINAL' && work.stage === 'TRIAL' && work.hearingHeld === false
      ? 'CRIMINAL.TRIAL_WITHOUT_HEARING'
      : `${work.caseKind}.${work.stage}`;
  return [own, PAID_AS[own]].find((code) => code !== undefined && code in tariff.lines) ?? null;
}

const sum = (lines: readonly DerivationLine[]): Derivation => ({
  fen: lines.reduce((total, line) => total + line.fen, 0),
  lines,
});

/**
 * The amount of one engagement, line by line; null where the tariff has no line for the stage.
 * Aid that ended early and practitioners who were replaced get the edition's share where real work was recorded, else nothing
 * (LOCAL: Beijing 2018, half; that a replaced practitioner is treated like aid that ended early is HOUSE).
 * The share is rounded half up to the fen.
 */
export function derive(work: Work, tariff: Tariff): Derivation | null {
  const code = tariffCode(work, tariff);
  const base = code === null ? undefined : tariff.lines[code];
  if (code === null || base === undefined) return null;
  const lines: DerivationLine[] = [{ code, text: tariffName(code), fen: base, source: tariff.document }];
  if (work.replaced || work.terminated) {
    const percent = work.activities > 0 ? tariff.earlyEndPercent : 0;
    const why = work.replaced ? '中途更换承办人' : '援助提前终止';
    const worked = work.activities > 0 ? `有办理记录${work.activities}项` : '没有办理记录';
    lines.push({
      code: work.replaced ? 'REPLACED' : 'EARLY_END',
      text: `${why}，${worked}，按${percent}%计（四舍五入到分）`,
      fen: percentOf(base, percent) - base,
      source: tariff.document,
    });
  }
  return sum(lines);
}

export const ADJUSTMENTS = ['OUT_OF_AREA', 'TRANSLATION', 'OTHER_ADDITION', 'REDUCTION'] as const;
export type AdjustmentCode = (typeof ADJUSTMENTS)[number];
export const ADJUSTMENT_SOURCE = 'ADJUSTMENT';

const adjustmentName: Readonly<Record<AdjustmentCode, string>> = {
  OUT_OF_AREA: '异地办案',
  TRANSLATION: '翻译',
  OTHER_ADDITION: '其他增加',
  REDUCTION: '减少',
};

/** An addition or reduction of `fen` (above zero) as one more line; null where less than nothing would be left. */
export function adjust(
  lines: readonly DerivationLine[],
  kind: AdjustmentCode,
  fen: number,
  reason: string,
): Derivation | null {
  const signed = kind === 'REDUCTION' ? -fen : fen;
  const text = `${adjustmentName[kind]}${yuan(fen)}：${reason}`;
  const next = sum([...lines, { code: kind, text, fen: signed, source: ADJUSTMENT_SOURCE }]);
  return next.fen < 0 ? null : next;
}

/**
 * A new calculation keeps what a clerk added or took off, with its reason.
 * Where a reduction would now leave less than nothing, nothing is left: a line says so.
 */
export function recalculate(base: Derivation, earlier: readonly DerivationLine[]): Derivation {
  const kept = earlier.filter((line) => line.source === ADJUSTMENT_SOURCE);
  const next = sum([...base.lines, ...kept]);
  if (next.fen >= 0) return next;
  return sum([...next.lines, { code: 'FLOOR', text: '减少后不低于零', fen: -next.fen, source: 'HOUSE' }]);
}
