import type { Provenance, Territory } from './provision';
import { BEIJING, NATIONAL, TIANJIN } from './territory';

/** A text that provisions come from: one of the five source documents, a statute, or a trade standard. */
export interface RegulationDocument {
  readonly id: string;
  readonly title: string;
  /** As it stands in a citation, for example 北京案件质量通知. */
  readonly shortTitle: string;
  /** Document number as printed. */
  readonly number: string | null;
  readonly issuer: string;
  /** INFERRED where the text does not name its issuer. */
  readonly issuerProvenance: Provenance;
  readonly territory: Territory;
  readonly published: string | null;
  /** ISO date; null where the text we have does not say. */
  readonly inForceFrom: string | null;
  readonly inForceTo: string | null;
  /** Where `inForceFrom` is unknown: a date before which the text cannot have been in force. */
  readonly notBefore: string | null;
  /** How much of the text stands behind our provisions. */
  readonly text: 'WHOLE' | 'PART' | 'ARTICLES' | 'NOT_SEEN';
  readonly note: string | null;
}

type Entry = Pick<RegulationDocument, 'id' | 'title' | 'shortTitle' | 'issuer' | 'text'> & Partial<RegulationDocument>;

const entry = (given: Entry): RegulationDocument => ({
  number: null,
  issuerProvenance: 'SOURCE',
  territory: NATIONAL,
  published: null,
  inForceFrom: null,
  inForceTo: null,
  notBefore: null,
  note: null,
  ...given,
});

export const DOCUMENTS: readonly RegulationDocument[] = [
  entry({
    id: 'S0',
    title: '法律援助法实施工作办法',
    shortTitle: '法律援助法实施工作办法',
    issuer: '最高人民法院、最高人民检察院、公安部、司法部',
    published: '2023-11-20',
    inForceFrom: '2023-11-20',
    text: 'WHOLE',
    note: '自发布之日起施行；通知落款为2023年11月20日。',
  }),
  entry({
    id: 'S1',
    title: '关于开展法律援助值班律师工作的意见',
    shortTitle: '值班律师工作意见',
    issuer: '最高人民法院、最高人民检察院、公安部、国家安全部、司法部',
    published: '2017-08-29',
    inForceFrom: '2017-08-29',
    text: 'WHOLE',
    note: '文中未写施行日，按公布日计；与《法律援助值班律师工作办法》和实施工作办法第十四条不一致的，从后者。',
  }),
  entry({
    id: 'S2',
    title: '关于律师开展法律援助工作的意见',
    shortTitle: '律师开展法律援助工作意见',
    number: '司发通〔2017〕15号',
    issuer: '司法部、财政部',
    published: '2017-02-17',
    inForceFrom: '2017-02-17',
    text: 'PART',
    note: '所见文本到四、1为止，其后缺失。',
  }),
  entry({
    id: 'S3',
    title: '关于进一步深化刑事案件律师辩护全覆盖试点工作的实施办法（及印发通知）',
    shortTitle: '天津辩护全覆盖实施办法',
    issuer: '天津市高级人民法院、天津市人民检察院、天津市公安局、天津市司法局',
    territory: TIANJIN,
    published: '2023-02-15',
    inForceFrom: '2023-03-01',
    text: 'WHOLE',
    note: '通知适用于全市；审查起诉阶段各条只在河东区、西青区两个试点区适用（由通知二和第十六条第一款读出，推定）。',
  }),
  entry({
    id: 'S4',
    title: '北京市法律援助案件质量管理通知（原文缺标题）',
    shortTitle: '北京案件质量通知',
    issuer: '北京市司法局',
    issuerProvenance: 'INFERRED',
    territory: BEIJING,
    notBefore: '2021-08-20',
    text: 'PART',
    note: '标题、发文机关和日期均不见于所见文本；发文机关由“我市”“首都”“报市司法局备案”推定；引用了2021年8月20日通过的法律援助法；三（二）尾部之前及附件缺失。',
  }),
  entry({
    id: 'LAL',
    title: '中华人民共和国法律援助法',
    shortTitle: '法律援助法',
    issuer: '全国人民代表大会常务委员会',
    published: '2021-08-20',
    inForceFrom: '2022-01-01',
    text: 'ARTICLES',
  }),
  entry({
    id: 'CPL',
    title: '中华人民共和国刑事诉讼法（2018年修正）',
    shortTitle: '刑事诉讼法',
    issuer: '全国人民代表大会',
    published: '2018-10-26',
    inForceFrom: '2018-10-26',
    text: 'ARTICLES',
  }),
  entry({
    id: 'CPLI',
    title: '最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释',
    shortTitle: '刑诉法解释',
    number: '法释〔2021〕1号',
    issuer: '最高人民法院',
    inForceFrom: '2021-03-01',
    text: 'ARTICLES',
    note: '施行日未与原文核对。',
  }),
  entry({
    id: 'CIVPL',
    title: '中华人民共和国民事诉讼法',
    shortTitle: '民事诉讼法',
    issuer: '全国人民代表大会',
    inForceFrom: '2022-01-01',
    text: 'ARTICLES',
    note: '条文序号按2021年以来的文本，施行日未与原文核对；此前期间的规定在第八十二条。',
  }),
  entry({
    id: 'CC',
    title: '中华人民共和国民法典',
    shortTitle: '民法典',
    issuer: '全国人民代表大会',
    published: '2020-05-28',
    inForceFrom: '2021-01-01',
    text: 'ARTICLES',
  }),
  entry({
    id: 'BJ-LAR',
    title: '北京市法律援助条例',
    shortTitle: '北京市法律援助条例',
    issuer: '北京市人民代表大会常务委员会',
    territory: BEIJING,
    published: '2008-12-19',
    inForceFrom: '2009-03-01',
    text: 'ARTICLES',
    note: '施行日未与原文核对。',
  }),
  entry({
    id: 'LAC',
    title: '法律援助投诉处理办法',
    shortTitle: '法律援助投诉处理办法',
    number: '司法部令第149号',
    issuer: '司法部',
    inForceFrom: '2025-06-15',
    text: 'ARTICLES',
    note: '其中的时限未能核实。',
  }),
  entry({
    id: 'LAC2013',
    title: '法律援助投诉处理办法（2013年，已废止）',
    shortTitle: '法律援助投诉处理办法（旧）',
    issuer: '司法部',
    inForceTo: '2025-06-14',
    text: 'NOT_SEEN',
    note: '只作为新办法时限录入前的暂用值来源。',
  }),
  entry({
    id: 'SFT0086',
    title: '刑事法律援助案件质量同行评估规则',
    shortTitle: '刑事同行评估规则',
    number: 'SF/T 0086—2020',
    issuer: '司法部',
    text: 'NOT_SEEN',
    note: '全文未能取得：权重、二级指标、否决项、等次线、评估人数均不知。',
  }),
  entry({
    id: 'SFT0085',
    title: '民事行政法律援助案件质量同行评估规则',
    shortTitle: '民事行政同行评估规则',
    number: 'SF/T 0085—2020',
    issuer: '司法部',
    published: '2020-12-30',
    inForceFrom: '2020-12-30',
    text: 'NOT_SEEN',
    note: '全文未能取得：权重、二级指标、否决项、等次线、评估人数均不知。',
  }),
];

const byId = new Map(DOCUMENTS.map((document) => [document.id, document]));

export function documentById(id: string): RegulationDocument {
  const document = byId.get(id);
  if (!document) throw new Error(`no such document: ${id}`);
  return document;
}
