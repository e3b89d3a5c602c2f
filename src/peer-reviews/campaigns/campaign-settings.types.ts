/** When two readings of a file diverge and a third reader is called; beside what always calls one (`ALWAYS_DIVERGES`). */
export interface DivergenceRule {
  /** Another overall grade. */
  readonly gradeDiffers: boolean;
  /** Any 不合格. */
  readonly anyUnqualified: boolean;
  /** Totals more than so many points apart; null: never. POINTS_100 only. */
  readonly totalGap: number | null;
  /** Points of one indicator more than so many apart; null: never. POINTS_100 only. */
  readonly indicatorPoints: number | null;
  /** Grades of one indicator more than so many steps apart; null: never. INDICATOR_GRADE only. */
  readonly indicatorSteps: number | null;
}

/** How strictly a campaign keeps readers away from files. */
export interface RecusalPolicy {
  /** Years for which an organisation or an office that somebody left still counts as theirs. */
  readonly organizationYears: number;
  /** Area recusal 地区回避: nobody reads files of agencies in the area where they work. */
  readonly sameArea: boolean;
  /** Least full years of practice. */
  readonly leastYears: number;
  /** Years for which a disciplinary record keeps somebody out of the pool. */
  readonly disciplineYears: number;
}

/** HOUSE, from standards 3: different grade, or any 不合格 → a third reader. */
export const DEFAULT_DIVERGENCE: DivergenceRule = {
  gradeDiffers: true,
  anyUnqualified: true,
  totalGap: null,
  indicatorPoints: null,
  indicatorSteps: null,
};

/** HOUSE: whatever a campaign says, 0 and 100 never average in silence. Overall grades so many steps, totals so many points apart. */
export const ALWAYS_DIVERGES = { gradeSteps: 2, totalPoints: 30 } as const;

/** HOUSE; the three years are LOCAL (Baiyin). */
export const DEFAULT_RECUSAL: RecusalPolicy = {
  organizationYears: 2,
  sameArea: true,
  leastYears: 3,
  disciplineYears: 5,
};

/** HOUSE, but for the ten working days to reply and two readers, which standards 3 has as our default. */
export const DEFAULTS = {
  readersPerFile: 2,
  shareHundredths: 1000,
  leastPerStratum: 1,
  leastPerPractitioner: 0,
  readingDays: 20,
  objectionDays: 5,
  replyDays: 10,
  correctionDays: 30,
  minutesPerFile: 120,
  agreementLine: 67,
} as const;

export const TARGET_REASONS = [
  'COMPLAINT',
  'EARLIER_UNQUALIFIED',
  'MAJOR_CASE',
  'SUPERVISION_FINDING',
  'OTHER',
] as const;
export type TargetReasonCode = (typeof TARGET_REASONS)[number];

export const CAMPAIGN_STATES = [
  'PLANNED',
  'SEED_COMMITTED',
  'FRAME_FROZEN',
  'SEED_ADDED',
  'DRAWN',
  'READING',
  'REPLYING',
  'FINALISED',
  'ABANDONED',
] as const;
export type CampaignStateCode = (typeof CAMPAIGN_STATES)[number];

/** Why a file is in the campaign; GOLD: its grade is known, it shows how strictly readers read. */
export const DRAW_PARTS = ['RANDOM', 'COVERAGE', 'TARGETED', 'GOLD'] as const;
export type DrawPartCode = (typeof DRAW_PARTS)[number];
