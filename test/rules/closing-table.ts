import type { ActivityFacts, ClosingFacts } from '../../src/case-files/closing-facts.types';
import type { ActivityKindCode } from '../../src/case-files/vocabulary.types';
import type { Adoption } from '../../src/regulation';

export const did = (kind: ActivityKindCode, more: Partial<ActivityFacts> = {}): ActivityFacts => ({
  id: kind,
  kind,
  tookPlaceOn: '2026-02-10',
  toldRights: kind === 'MEETING',
  toldDuties: kind === 'MEETING',
  toldRisks: kind === 'MEETING',
  proven: true,
  ...more,
});

/** A criminal trial on notice in Chaoyang, complete: each row below takes one thing away or moves the file elsewhere. */
export const TRIAL: ClosingFacts = {
  today: '2026-03-20',
  ground: { regionCode: '110105', adoptions: [] },
  caseKind: 'CRIMINAL',
  stage: 'TRIAL',
  aid: 'NOTICE_MUST',
  stageBeganOn: '2026-02-02',
  stageEndedOn: '2026-03-10',
  reviewPeriodEndsOn: null,
  hearingHeld: true,
  hasOrgan: true,
  commissioned: true,
  termination: null,
  activities: [did('MEETING'), did('FILE_READING'), did('LEGAL_OPINION'), did('HEARING')],
  papers: [1, 8, 9, 10, 11, 13, 14, 15, 17, 18],
};

export const at = (regionCode: string, ...adoptions: Adoption[]) => ({ ground: { regionCode, adoptions } });
export const adopted = (
  provisionId: string,
  regionCode: string,
  from = '2025-01-01',
  to: string | null = null,
): Adoption => ({
  provisionId,
  regionCode,
  from,
  to,
});
const without = (no: number, facts = TRIAL) => ({ papers: facts.papers.filter((paper) => paper !== no) });
export const acts = (...activities: ActivityFacts[]) => ({ activities });
const lacking = (kind: ActivityKindCode, facts = TRIAL) =>
  acts(...facts.activities.filter((activity) => activity.kind !== kind));

const INVESTIGATION = { stage: 'INVESTIGATION', hearingHeld: null, ...lacking('HEARING') } as const;
export const REVIEW = {
  stage: 'PROSECUTION_REVIEW',
  hearingHeld: null,
  reviewPeriodEndsOn: '2026-03-10',
  ...lacking('HEARING'),
} as const;
const CIVIL = {
  caseKind: 'CIVIL',
  stage: 'LITIGATION',
  aid: 'APPLICATION',
  papers: [...TRIAL.papers, 2, 7],
  ...lacking('FILE_READING'),
} as const;
const ADVICE = {
  ...CIVIL,
  stage: 'NON_LITIGATION',
  hearingHeld: null,
  hasOrgan: false,
  papers: [1, 2, 7, 8, 9, 11, 14, 17, 18],
  ...acts(did('MEETING'), did('LEGAL_OPINION')),
} as const;
const TERMINATED = {
  stageEndedOn: null,
  hearingHeld: null,
  termination: {
    ground: 'RETAINED_COUNSEL',
    decidedOn: '2026-02-20',
    servedOn: '2026-02-21',
    organInformedOn: '2026-02-22',
  },
  activities: [],
  papers: [1, 8, 16, 18],
} as const;
const termination = (more: Partial<NonNullable<ClosingFacts['termination']>>) => ({
  termination: { ...TERMINATED.termination, ...more },
});

type Row = readonly [string, Partial<ClosingFacts>, readonly string[]];

export const ROWS: readonly Row[] = [
  ['S0-21.2 criminal trial in Beijing, complete', {}, []],
  ['LAL-50 the stage has no end', { stageEndedOn: null }, ['CLOSING_STAGE_ENDED']],
  ['S0-17 no meeting', lacking('MEETING'), ['CLOSING_MEETING', 'CLOSING_TOLD']],
  ['S0-17 no file reading at trial', lacking('FILE_READING'), ['CLOSING_FILE_READING']],
  ['S0-17 nobody said whether there was a hearing', { hearingHeld: null }, ['CLOSING_HEARING_KNOWN']],
  ['S0-17 a hearing, and nobody attended', lacking('HEARING'), ['CLOSING_HEARING_ATTENDED']],
  [
    'S0-17 no hearing was held: neither attendance nor record',
    { hearingHeld: false, ...lacking('HEARING'), ...without(13) },
    [],
  ],
  ['S0-17 a hearing without its record', without(13), ['CLOSING_PAPER_HEARING_RECORD']],
  ['S0-21.2 no notice or application', without(1), ['CLOSING_PAPER_APPLICATION']],
  ['S0-16.5 no letter of assignment', without(8), ['CLOSING_PAPER_ASSIGNMENT']],
  ['S0-21.2 no agreement', without(9), ['CLOSING_PAPER_AGREEMENT']],
  ['S0-21.2 no proceeding documents', without(10), ['CLOSING_PAPER_PROCEEDING_DOCUMENTS']],
  ['S0-17 no handling records', without(11), ['CLOSING_PAPER_HANDLING_RECORDS']],
  ['S0-17 no opinion', without(14), ['CLOSING_PAPER_OPINION']],
  ['S0-21.1 no judgment', without(15), ['CLOSING_PAPER_CLOSING_DOCUMENT']],
  ['LAL-46 no report of progress', without(17), ['CLOSING_PAPER_PROGRESS_REPORT']],
  ['LAL-50 no closing report', without(18), ['CLOSING_PAPER_CLOSING_REPORT']],
  [
    'S4-3.5c risks were not told',
    acts(...TRIAL.activities.slice(1), did('MEETING', { toldRisks: false })),
    ['CLOSING_TOLD'],
  ],
  [
    'S4-3.5c rights were not told',
    acts(...TRIAL.activities.slice(1), did('MEETING', { toldRights: false })),
    ['CLOSING_TOLD'],
  ],
  [
    'S4-3.5c duties were not told',
    acts(...TRIAL.activities.slice(1), did('MEETING', { toldDuties: false })),
    ['CLOSING_TOLD'],
  ],
  [
    'S4-3.5c two meetings may tell it together',
    acts(
      ...TRIAL.activities.slice(1),
      did('MEETING', { toldRisks: false }),
      did('MEETING', { id: '2', toldRights: false, toldDuties: false }),
    ),
    [],
  ],
  [
    'S4-3.5c what an informing activity tells is not told at a meeting',
    acts(...TRIAL.activities.slice(1), did('MEETING', { toldRisks: false }), did('INFORMING', { toldRisks: true })),
    ['CLOSING_TOLD'],
  ],
  [
    'S4-3.5c does not bind in Tianjin',
    { ...at('120104'), ...acts(...TRIAL.activities.slice(1), did('MEETING', { toldRisks: false })) },
    [],
  ],
  [
    'S4-3.5c adopted in Tianjin',
    {
      ...at('120104', adopted('S4-3.5c', '120000')),
      ...acts(...TRIAL.activities.slice(1), did('MEETING', { toldRisks: false })),
    },
    ['CLOSING_TOLD'],
  ],
  [
    'S4-3.5c adopted only after the stage ended',
    {
      ...at('120104', adopted('S4-3.5c', '120000', '2026-03-11')),
      ...acts(...TRIAL.activities.slice(1), did('MEETING', { toldRisks: false })),
    },
    [],
  ],
  [
    'S4-3.5g a meeting without its paper, in Beijing',
    acts(did('MEETING', { proven: false }), ...TRIAL.activities.slice(1)),
    ['CLOSING_ALL_PAPERS'],
  ],
  [
    'S4-3.5g two activities without papers are named one by one',
    acts(did('MEETING', { proven: false }), did('FILE_READING', { proven: false }), ...TRIAL.activities.slice(2)),
    ['CLOSING_ALL_PAPERS', 'CLOSING_ALL_PAPERS'],
  ],
  [
    'S0-21.2 a meeting without its paper, outside Beijing',
    { ...at('120104'), ...acts(did('MEETING', { proven: false }), ...TRIAL.activities.slice(1)) },
    ['CLOSING_ACTIVITY_PROVEN'],
  ],
  [
    'S4-3.5g informing and reporting are proven by items 9 and 17',
    acts(...TRIAL.activities, did('INFORMING', { proven: false }), did('REPORTING', { proven: false })),
    [],
  ],
  [
    'CPL-40 investigation: no file reading is asked, no hearing',
    { ...INVESTIGATION, ...lacking('FILE_READING', { ...TRIAL, ...INVESTIGATION }), ...without(13) },
    [],
  ],
  [
    'S0-17 prosecution review: file reading is asked',
    { ...REVIEW, ...acts(did('MEETING'), did('LEGAL_OPINION')), ...without(13) },
    ['CLOSING_FILE_READING'],
  ],
  [
    'S0-17 death-penalty review: no hearing is asked',
    { stage: 'DEATH_PENALTY_REVIEW', hearingHeld: null, ...lacking('HEARING'), ...without(13) },
    [],
  ],
  [
    'S0-17 compulsory treatment: whether there was a hearing',
    { stage: 'COMPULSORY_TREATMENT', hearingHeld: null },
    ['CLOSING_HEARING_KNOWN'],
  ],
  ['S3-N5.1 Tianjin, criminal: met in this stage', at('120104'), []],
  [
    'S3-N5.1 Tianjin, criminal: met before the stage began',
    { ...at('120104'), ...acts(did('MEETING', { tookPlaceOn: '2026-02-01' }), ...TRIAL.activities.slice(1)) },
    ['CLOSING_MEETING_IN_STAGE'],
  ],
  [
    'S3-N5.1 Tianjin, criminal: met after the stage ended',
    { ...at('120104'), ...acts(did('MEETING', { tookPlaceOn: '2026-03-11' }), ...TRIAL.activities.slice(1)) },
    ['CLOSING_MEETING_IN_STAGE'],
  ],
  [
    'S3-N5.1 Tianjin, criminal: met on the last day of the stage',
    { ...at('120104'), ...acts(did('MEETING', { tookPlaceOn: '2026-03-10' }), ...TRIAL.activities.slice(1)) },
    [],
  ],
  [
    'S3-N5.1 Tianjin, civil: does not apply',
    {
      ...at('120104'),
      ...CIVIL,
      ...acts(did('MEETING', { tookPlaceOn: '2026-02-01' }), did('LEGAL_OPINION'), did('HEARING')),
    },
    [],
  ],
  [
    'S3-N5.1 Tianjin, before the notice',
    {
      ...at('120104'),
      stageBeganOn: '2022-11-01',
      stageEndedOn: '2023-02-14',
      ...acts(did('MEETING', { tookPlaceOn: '2022-10-01' }), ...TRIAL.activities.slice(1)),
    },
    [],
  ],
  [
    'S3-N5.1 Beijing: does not bind',
    acts(did('MEETING', { tookPlaceOn: '2026-02-01' }), ...TRIAL.activities.slice(1)),
    [],
  ],
  [
    'S3-N5.1 Beijing, adopted by the district',
    {
      ...at('110105', adopted('S3-N5.1', '110105')),
      ...acts(did('MEETING', { tookPlaceOn: '2026-02-01' }), ...TRIAL.activities.slice(1)),
    },
    ['CLOSING_MEETING_IN_STAGE'],
  ],
  [
    'S3-N5.1 Beijing, adopted by another district',
    {
      ...at('110105', adopted('S3-N5.1', '110108')),
      ...acts(did('MEETING', { tookPlaceOn: '2026-02-01' }), ...TRIAL.activities.slice(1)),
    },
    [],
  ],
  ['S3-9.2 Hedong: opinion sent and its copy in the file', { ...at('120102'), ...REVIEW, ...without(13) }, []],
  [
    'S3-9.2 Hedong: opinion on the last day of the review period',
    {
      ...at('120102'),
      ...REVIEW,
      ...acts(did('MEETING'), did('FILE_READING'), did('LEGAL_OPINION', { tookPlaceOn: '2026-03-10' })),
    },
    [],
  ],
  [
    'S3-9.2 Hedong: opinion a day late',
    {
      ...at('120102'),
      ...REVIEW,
      ...acts(did('MEETING'), did('FILE_READING'), did('LEGAL_OPINION', { tookPlaceOn: '2026-03-11' })),
    },
    ['CLOSING_WRITTEN_OPINION_IN_TIME'],
  ],
  [
    'S3-9.2 Xiqing: no opinion was sent',
    { ...at('120111'), ...REVIEW, ...acts(did('MEETING'), did('FILE_READING')) },
    ['CLOSING_WRITTEN_OPINION_IN_TIME'],
  ],
  [
    'S3-9.2 Xiqing: the end of the review period is not registered',
    { ...at('120111'), ...REVIEW, reviewPeriodEndsOn: null },
    ['CLOSING_WRITTEN_OPINION_IN_TIME'],
  ],
  [
    'S3-9.2 Hedong: no copy in the file',
    { ...at('120102'), ...REVIEW, ...without(14) },
    ['CLOSING_WRITTEN_OPINION_COPY', 'CLOSING_PAPER_OPINION'],
  ],
  [
    'S3-9.2 Nankai is no pilot district',
    { ...at('120104'), ...REVIEW, ...acts(did('MEETING'), did('FILE_READING')) },
    [],
  ],
  ['S3-9.2 Hedong, trial stage', { ...at('120102'), ...lacking('LEGAL_OPINION') }, []],
  [
    'S3-9.2 Beijing, adopted by the city',
    { ...at('110105', adopted('S3-9.2', '110000')), ...REVIEW, ...acts(did('MEETING'), did('FILE_READING')) },
    ['CLOSING_WRITTEN_OPINION_IN_TIME'],
  ],
  ['S0-21.2 civil litigation on application, complete', CIVIL, []],
  [
    'S0-8.2 civil: no decision to give aid',
    { ...CIVIL, papers: CIVIL.papers.filter((no) => no !== 7) },
    ['CLOSING_PAPER_DECISION'],
  ],
  [
    'S0-21.2 civil: no identity papers',
    { ...CIVIL, papers: CIVIL.papers.filter((no) => no !== 2) },
    ['CLOSING_PAPER_IDENTITY'],
  ],
  ['S0-21.2 criminal on notice needs no decision and no identity papers', without(2), []],
  [
    'S0-17 arbitration: whether there was a hearing',
    { ...CIVIL, stage: 'ARBITRATION', hearingHeld: null },
    ['CLOSING_HEARING_KNOWN'],
  ],
  ['S0-21.2 non-litigation: no court papers, no judgment', ADVICE, []],
  [
    'S0-17 non-litigation: meeting is asked all the same',
    { ...ADVICE, ...acts(did('LEGAL_OPINION')) },
    ['CLOSING_MEETING', 'CLOSING_TOLD'],
  ],
  ['S0-22.2 terminated early: its own papers are enough', TERMINATED, []],
  ['S0-22.2 terminated: no written decision', { ...TERMINATED, papers: [1, 8, 18] }, ['CLOSING_PAPER_TERMINATION']],
  [
    'S0-22.2 terminated: not served',
    { ...TERMINATED, ...termination({ servedOn: null }) },
    ['CLOSING_TERMINATION_SERVED'],
  ],
  [
    'S0-22.3 terminated: the organ was not told',
    { ...TERMINATED, ...termination({ organInformedOn: null }) },
    ['CLOSING_ORGAN_INFORMED'],
  ],
  [
    'S0-22.3 terminated: no organ to tell',
    { ...TERMINATED, hasOrgan: false, ...termination({ organInformedOn: null }) },
    [],
  ],
  [
    'S4-3.5g terminated: what was done is proven',
    { ...TERMINATED, ...acts(did('MEETING', { proven: false })) },
    ['CLOSING_ALL_PAPERS'],
  ],
  ['S0-22.1 terminated before anybody was commissioned', { ...TERMINATED, commissioned: false, papers: [1, 16] }, []],
  ['S3-N5.1 terminated early in Tianjin: no meeting is asked', { ...TERMINATED, ...at('120104') }, []],
];
