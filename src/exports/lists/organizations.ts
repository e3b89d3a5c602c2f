import type { ExportList } from './export-list';

/** Organisations, practitioners, and the commitments that they signed. */
export const ORGANIZATION_LISTS: readonly ExportList[] = [
  {
    name: 'practitioners',
    title: '法律援助人员',
    path: ['practitioners'],
    columns: [
      ['姓名', 'person.name'],
      ['种类', 'kind'],
      ['执业证号', 'licenceNumber'],
      ['法律服务机构', 'serviceOrganization.name'],
      ['法律援助机构', 'agency.name'],
      ['开始执业日期', 'practisingSince'],
      ['专长', 'specialties'],
      ['财政供养', 'onPublicPayroll'],
      ['离册日期', 'leftOn'],
      ['系统编号', 'id'],
    ],
  },
  {
    name: 'serviceOrganizations',
    title: '法律服务机构',
    path: ['serviceOrganizations'],
    columns: [
      ['名称', 'name'],
      ['种类', 'kind'],
      ['执业许可证号', 'licenceNumber'],
      ['区划代码', 'regionCode'],
      ['系统编号', 'id'],
    ],
  },
  {
    name: 'agencies',
    title: '法律援助机构',
    path: ['agencies'],
    columns: [
      ['名称', 'name'],
      ['编号代字', 'fileCode'],
      ['司法局', 'bureau.name'],
      ['区划代码', 'regionCode'],
      ['系统编号', 'id'],
    ],
  },
  {
    name: 'bureaus',
    title: '司法局',
    path: ['bureaus'],
    columns: [
      ['名称', 'name'],
      ['区划代码', 'regionCode'],
      ['系统编号', 'id'],
    ],
  },
  {
    name: 'caseOrgans',
    title: '办案机关',
    path: ['caseOrgans'],
    columns: [
      ['名称', 'name'],
      ['种类', 'kind'],
      ['区划代码', 'regionCode'],
      ['系统编号', 'id'],
    ],
  },
  {
    name: 'qualityCommitments',
    title: '案件质量承诺书',
    path: ['qualityCommitments'],
    columns: [
      ['法律援助机构', 'agency.name'],
      ['法律服务机构', 'serviceOrganization.name'],
      ['志愿者', 'volunteer.person.name'],
      ['文本', 'text.title'],
      ['状态', 'state'],
      ['生效日期', 'inForceFrom'],
      ['届满日期', 'inForceTo'],
      ['机构签署时间', 'agencySignedAt'],
      ['对方签署时间', 'partySignedAt'],
      ['终止日期', 'endedOn'],
      ['终止理由', 'endReason'],
      ['系统编号', 'id'],
    ],
  },
];
