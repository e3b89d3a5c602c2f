import { addMonths, type Decision, decide, defineRule, type Finding } from '../../regulation';
import type { RecusalPolicy } from '../campaigns/campaign-settings.types';
import type { FileFacts, ReaderFacts } from './reviewer-facts.types';

const YEARS = defineRule<{ practisingSince: string; least: number }>({
  code: 'REVIEWER_YEARS',
  provisions: ['S0-26.1'],
  provenance: 'LOCAL',
  met: ({ practisingSince, least }) => `自${practisingSince}起执业，已满${least}年`,
  unmet: ({ practisingSince, least }) => `自${practisingSince}起执业，未满${least}年`,
  cure: { by: 'REVIEW_COORDINATOR', text: '改选执业年限足够的专家' },
});

const NO_RECORD = defineRule<{ disciplinedOn: string | null; years: number }>({
  code: 'REVIEWER_NO_DISCIPLINARY_RECORD',
  provisions: ['S0-26.1'],
  provenance: 'LOCAL',
  met: ({ years }) => `近${years}年内没有处罚、处分记录`,
  unmet: ({ disciplinedOn, years }) => `${disciplinedOn}有处罚、处分记录，未满${years}年`,
  cure: { by: 'REVIEW_COORDINATOR', text: '改选没有处罚、处分记录的专家' },
});

const AVAILABLE = defineRule<{ from: string; to: string | null; on: string }>({
  code: 'REVIEWER_AVAILABLE',
  provisions: [],
  provenance: 'HOUSE',
  met: '评阅期间可以评阅',
  unmet: ({ from, to }) => `可评阅的期间是${from}至${to ?? '今后'}，没有覆盖评阅期间`,
  cure: { by: 'REVIEW_COORDINATOR', text: '与专家确认后改正可评阅的期间，或者改选其他专家' },
});

const APPOINTED = defineRule<{ reviewerId: string }>({
  code: 'REVIEWER_APPOINTED',
  provisions: [],
  provenance: 'HOUSE',
  met: '评估专家的任命有效',
  unmet: '没有有效的评估专家任命',
  cure: { by: 'ADMINISTRATOR', text: '任命为评估专家' },
});

const SPECIALTY = defineRule<{ caseKind: string; main: boolean }>({
  code: 'REVIEWER_SPECIALTY',
  provisions: ['S0-26.1'],
  provenance: 'LOCAL',
  met: ({ main }) => (main ? '本类案件是其主要专长' : '本类案件在其专长之内'),
  unmet: '本类案件不在其专长之内',
});

/** When reading goes on: from the day of assigning to the last day for reading. */
export interface ReadingTime {
  readonly from: string;
  readonly to: string;
}

/** Whether somebody of the pool may read in a campaign at all, whatever the file. */
export const eligibility = (reader: ReaderFacts, policy: RecusalPolicy, time: ReadingTime): Decision => {
  const { practisingSince, disciplinedOn, availableFrom, availableTo, reviewerId } = reader;
  const clean = disciplinedOn === null || addMonths(disciplinedOn, 12 * policy.disciplineYears) <= time.from;
  return decide('REVIEWER_ELIGIBILITY', [
    APPOINTED.find(reader.appointed, { reviewerId }),
    YEARS.find(addMonths(practisingSince, 12 * policy.leastYears) <= time.from, {
      practisingSince,
      least: policy.leastYears,
    }),
    NO_RECORD.find(clean, { disciplinedOn, years: policy.disciplineYears }),
    AVAILABLE.find(availableFrom <= time.from && (availableTo === null || availableTo >= time.to), {
      from: availableFrom,
      to: availableTo,
      on: time.from,
    }),
  ]);
};

export const SPECIALTY_CODE = SPECIALTY.code;

/** What a file costs a reader by specialty: 0 their main kind, 1 another of theirs; null where it is none of theirs. */
export const specialtyCost = (reader: ReaderFacts, file: FileFacts): number | null => {
  const place = reader.caseKinds.indexOf(file.caseKind);
  return place < 0 ? null : Math.min(place, 1);
};

export const specialtyFinding = (reader: ReaderFacts, file: FileFacts): Finding => {
  const cost = specialtyCost(reader, file);
  return SPECIALTY.find(cost !== null, { caseKind: file.caseKind, main: cost === 0 });
};

const SOMEBODY_ELSE = defineRule<{ reviewerId: string }>({
  code: 'REVIEWER_ENROLLED_BY_ANOTHER',
  provisions: [],
  provenance: 'HOUSE',
  met: '不是评估组织人自己',
  unmet: '评估组织人不能把自己编入专家库',
  cure: { by: 'REVIEW_COORDINATOR', text: '改选其他专家' },
});

/** Whether somebody may be taken into the pool; years, record and time are asked by each campaign. */
export const enrolmentDecision = (reviewerId: string, appointed: boolean, another: boolean): Decision =>
  decide('REVIEWER_ENROLMENT', [
    APPOINTED.find(appointed, { reviewerId }),
    SOMEBODY_ELSE.find(another, { reviewerId }),
  ]);
