import { type DeadlineFacts, runningLimits, standingOf } from '../../src/case-files/deadlines.rules';

const NOTICE: DeadlineFacts = {
  place: { regionCode: '110105', adoptions: [] },
  caseKind: 'CRIMINAL',
  stage: 'TRIAL',
  aid: 'NOTICE_MUST',
  hasOrgan: true,
  receivedOn: '2026-02-02',
  aidDecidedOn: null,
  stageEndedOn: null,
  reviewPeriodEndsOn: null,
  commissionedOn: '2026-02-03',
  metOn: null,
  opinionSentOn: null,
  termination: null,
};
const APPLICATION = { caseKind: 'CIVIL', stage: 'LITIGATION', aid: 'APPLICATION', aidDecidedOn: '2026-02-06' } as const;
const REVIEW = { stage: 'PROSECUTION_REVIEW', reviewPeriodEndsOn: '2026-03-10', stageEndedOn: '2026-03-09' } as const;
const HEDONG = { place: { regionCode: '120102', adoptions: [] } };
const NANKAI = { place: { regionCode: '120104', adoptions: [] } };

test.each<[string, Partial<DeadlineFacts>, string[]]>([
  ['S0-16.4 on notice: assign', {}, ['ASSIGN_AFTER_NOTICE 2026-02-02 2026-02-03']],
  [
    'S0-16.1 S0-16.2 on application: decide, then assign from the decision',
    APPLICATION,
    ['DECIDE_APPLICATION 2026-02-02 2026-02-06', 'ASSIGN_AFTER_DECISION 2026-02-06 2026-02-03'],
  ],
  [
    'S0-16.1 not decided yet: nothing to assign',
    { ...APPLICATION, aidDecidedOn: null },
    ['DECIDE_APPLICATION 2026-02-02 null'],
  ],
  [
    'S0-20.1 the stage ended: copies from the organ, which nobody here records',
    { stageEndedOn: '2026-03-01' },
    ['ASSIGN_AFTER_NOTICE 2026-02-02 2026-02-03', 'COPY_OF_STAGE_DOCUMENT 2026-03-01 null untracked'],
  ],
  [
    'S0-20.1 criminal only',
    { ...APPLICATION, aidDecidedOn: null, stageEndedOn: '2026-03-01' },
    ['DECIDE_APPLICATION 2026-02-02 null'],
  ],
  [
    'S3-4 S3-9.2 S3-N5.1 prosecution review in a pilot district',
    { ...HEDONG, ...REVIEW, opinionSentOn: '2026-03-05', metOn: '2026-02-10' },
    [
      'ASSIGN_AFTER_NOTICE 2026-02-02 2026-02-03',
      'ASSIGN_AFTER_DEFENCE_LETTER 2026-02-02 2026-02-03',
      'WRITTEN_OPINION 2026-03-10 2026-03-05',
      'MEETING_EACH_STAGE 2026-03-09 2026-02-10',
      'COPY_OF_STAGE_DOCUMENT 2026-03-09 null untracked',
    ],
  ],
  [
    'S3-N5.1 the rest of Tianjin: the meeting, not the opinion',
    { ...NANKAI, ...REVIEW },
    [
      'ASSIGN_AFTER_NOTICE 2026-02-02 2026-02-03',
      'MEETING_EACH_STAGE 2026-03-09 null',
      'COPY_OF_STAGE_DOCUMENT 2026-03-09 null untracked',
    ],
  ],
  [
    'S3-9.2 Beijing',
    REVIEW,
    ['ASSIGN_AFTER_NOTICE 2026-02-02 2026-02-03', 'COPY_OF_STAGE_DOCUMENT 2026-03-09 null untracked'],
  ],
  [
    'S0-22.3 terminated: the letter to the organ, and nothing more in the stage',
    { ...HEDONG, ...REVIEW, termination: { decidedOn: '2026-02-20', organInformedOn: null } },
    [
      'ASSIGN_AFTER_NOTICE 2026-02-02 2026-02-03',
      'ASSIGN_AFTER_DEFENCE_LETTER 2026-02-02 2026-02-03',
      'REPORT_TERMINATION 2026-02-20 null',
    ],
  ],
  [
    'S0-22.3 terminated, no organ to tell',
    { ...APPLICATION, hasOrgan: false, termination: { decidedOn: '2026-02-20', organInformedOn: null } },
    ['DECIDE_APPLICATION 2026-02-02 2026-02-06', 'ASSIGN_AFTER_DECISION 2026-02-06 2026-02-03'],
  ],
])('%s', (_name, change, expected) => {
  const limits = runningLimits({ ...NOTICE, ...change });
  expect(
    limits.map(({ code, event, doneOn, tracked }) => `${code} ${event} ${doneOn}${tracked ? '' : ' untracked'}`),
  ).toEqual(expected);
});

const run = (doneOn: string | null, tracked = true) => ({
  code: 'ASSIGN_AFTER_NOTICE' as const,
  event: '2026-02-02',
  doneOn,
  tracked,
});
test.each([
  [run('2026-02-05'), '2026-02-05', '2026-03-01', 'KEPT'],
  [run('2026-02-06'), '2026-02-05', '2026-03-01', 'LATE'],
  [run(null), '2026-02-05', '2026-02-05', 'OPEN'],
  [run(null), '2026-02-05', '2026-02-06', 'OVERDUE'],
  [run(null, false), '2026-02-05', '2026-02-06', 'UNKNOWN'],
  [run(null, false), '2026-02-05', '2026-02-05', 'OPEN'],
  [run('2026-02-05'), null, '2026-02-05', 'UNKNOWN'],
])('standing of %j due %s on %s: %s', (limit, due, today, standing) => {
  expect(standingOf(limit, due, today)).toBe(standing);
});
