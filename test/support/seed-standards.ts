import { INDICATOR_TOPICS } from '../../src/regulation';
import type { Row } from './world';

const TOPICS = INDICATOR_TOPICS.filter((topic) => topic !== 'AGENCY_RELATION');

/** An edition for criminal cases as somebody would copy it from a printed standard. */
export const edition = (bureauId: string, own: Row = {}): Row => ({
  bureauId,
  standard: 'SF/T 0086—2020',
  title: '刑事法律援助案件质量同行评估（印行本）',
  caseKinds: ['CRIMINAL'],
  provenance: 'LOCAL',
  note: '测试用的版本，各行均为虚构',
  inForceFrom: '2026-07-01',
  indicators: TOPICS.map((topic, index) => ({
    no: index + 1,
    topic,
    name: `第${index + 1}项`,
    provenance: 'LOCAL',
    applicability:
      topic === 'HEARING' ? [{ stage: 'INVESTIGATION', applies: 'NOT_APPLICABLE', provenance: 'INFERRED' }] : [],
    secondLevel: index === 0 ? [{ no: 1, name: '及时', provenance: 'LOCAL' }] : null,
  })),
  ...own,
});

/** Points with the meeting at twice the weight of the others. */
export const scheme = (bureauId: string, own: Row = {}): Row => ({
  bureauId,
  editionId: 'SFT0086-2020/anzhi-1',
  kind: 'POINTS_100',
  title: '百分制（本局）',
  provenance: 'HOUSE',
  note: '测试用的方案',
  inForceFrom: '2026-07-01',
  weights: Array.from({ length: 8 }, (_, index) => ({ indicatorNo: index + 1, hundredths: index === 0 ? 3000 : 1000 })),
  bands: [
    { grade: 'EXCELLENT', fromHundredths: 9000, toHundredths: 10_000 },
    { grade: 'GOOD', fromHundredths: 8000, toHundredths: 9000 },
    { grade: 'QUALIFIED', fromHundredths: 6000, toHundredths: 8000 },
    { grade: 'UNQUALIFIED', fromHundredths: 0, toHundredths: 6000 },
  ],
  ...own,
});
