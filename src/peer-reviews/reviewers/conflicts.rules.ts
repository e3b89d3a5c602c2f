import { addMonths, defineRule, type Finding, type Rule } from '../../regulation';
import type { RecusalPolicy } from '../campaigns/campaign-settings.types';
import type { FileFacts, ReaderFacts } from './reviewer-facts.types';

/** Ids only: which person or organisation it is must not be read from an explanation. */
type PairFacts = { reviewerId: string };

const OWN_FILE = defineRule<PairFacts>({
  code: 'REVIEW_OWN_FILE',
  provisions: [],
  provenance: 'HOUSE',
  met: '没有承办过本案卷',
  unmet: '是或者曾经是本案卷的承办人',
});

const TOOK_PART = defineRule<PairFacts>({
  code: 'REVIEW_TOOK_PART',
  provisions: [],
  provenance: 'HOUSE',
  met: '没有参与本案卷的质量检查、签字或者补贴发放',
  unmet: '参与过本案卷的质量检查、签字或者补贴发放',
});

const OWN_ORGANIZATION = defineRule<PairFacts & { years: number }>({
  code: 'REVIEW_OWN_ORGANIZATION',
  provisions: ['S0-26.1'],
  provenance: 'LOCAL',
  met: ({ years }) => `现在和近${years}年内都不在承办机构执业`,
  unmet: ({ years }) => `现在或者近${years}年内在承办机构执业（异所评查）`,
});

const SAME_AREA = defineRule<PairFacts & { applies: boolean }>({
  code: 'REVIEW_SAME_AREA',
  provisions: ['S0-26.1'],
  provenance: 'LOCAL',
  met: ({ applies }) => (applies ? '执业地区与办理本案的法律援助机构不在同一地区' : '本次评估不实行地区回避'),
  unmet: '执业地区与办理本案的法律援助机构在同一地区（地区回避）',
});

const OFFICE = defineRule<PairFacts & { years: number }>({
  code: 'REVIEW_OFFICE',
  provisions: [],
  provenance: 'HOUSE',
  met: ({ years }) => `现在和近${years}年内没有能接触本案卷的岗位`,
  unmet: ({ years }) => `现在或者近${years}年内在办理本案的法律援助机构或者其上级司法局有岗位`,
});

const CO_OFFENDERS = defineRule<PairFacts & { years: number }>({
  code: 'REVIEW_CO_OFFENDERS',
  provisions: [],
  provenance: 'HOUSE',
  met: '本人及所在机构没有承办同案其他人的案卷',
  unmet: ({ years }) => `本人或者其现在、近${years}年内所在的机构承办同案其他人的案卷`,
});

const DECLARED = defineRule<PairFacts>({
  code: 'REVIEW_DECLARED',
  provisions: [],
  provenance: 'HOUSE',
  met: '没有申报与本案卷有关的回避事由',
  unmet: '已申报与本案卷的承办人、承办机构或者法律援助机构有回避事由',
});

const OBJECTION = defineRule<PairFacts>({
  code: 'REVIEW_OBJECTION_UPHELD',
  provisions: [],
  provenance: 'HOUSE',
  met: '没有成立的回避申请',
  unmet: '承办人对其提出的回避申请已成立',
});

const READ_BEFORE = defineRule<PairFacts>({
  code: 'REVIEW_READ_BEFORE',
  provisions: [],
  provenance: 'HOUSE',
  met: '此前没有分到过本案卷',
  unmet: '此前已分到过本案卷',
});

/** What holds one reader from one file, ready for thousands of files. */
interface Ready {
  readonly reader: ReaderFacts;
  readonly policy: RecusalPolicy;
  readonly organizations: ReadonlySet<string>;
  readonly officeAgencies: ReadonlySet<string>;
  readonly officeRegions: readonly string[];
  readonly declared: ReadonlySet<string>;
  readonly objected: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
}

interface ConflictRule {
  readonly rule: Rule<never>;
  hits(ready: Ready, file: FileFacts): boolean;
}

const conflict = <F extends PairFacts>(rule: Rule<F>, hits: ConflictRule['hits']): ConflictRule => ({
  rule: rule as unknown as Rule<never>,
  hits,
});

/** Every conflict between a reader and a file. All are hard: no assignment ever sets one aside. */
const CONFLICTS: readonly ConflictRule[] = [
  conflict(OWN_FILE, ({ reader }, file) => file.handlers.includes(reader.personId)),
  conflict(TOOK_PART, ({ reader }, file) => file.partakers.includes(reader.personId)),
  conflict(
    OWN_ORGANIZATION,
    ({ organizations }, file) =>
      organizations.has(file.agencyId) || file.organizations.some((id) => organizations.has(id)),
  ),
  conflict(SAME_AREA, ({ reader, policy }, file) => policy.sameArea && reader.regions.includes(file.regionCode)),
  conflict(
    OFFICE,
    ({ officeAgencies, officeRegions }, file) =>
      officeAgencies.has(file.agencyId) || officeRegions.some((prefix) => file.regionCode.startsWith(prefix)),
  ),
  conflict(
    CO_OFFENDERS,
    ({ reader, organizations }, file) =>
      file.coOffenderHandlers.includes(reader.personId) ||
      file.coOffenderOrganizations.some((id) => organizations.has(id)),
  ),
  conflict(
    DECLARED,
    ({ declared }, file) =>
      declared.size > 0 &&
      (declared.has(file.agencyId) ||
        file.organizations.some((id) => declared.has(id)) ||
        file.handlers.some((id) => declared.has(id))),
  ),
  conflict(OBJECTION, ({ objected }, file) => objected.has(file.caseFileId)),
  conflict(READ_BEFORE, ({ read }, file) => read.has(file.caseFileId)),
];

export const CONFLICT_CODES: readonly string[] = CONFLICTS.map(({ rule }) => rule.code);

/** A reader's conflicts with any file on a day, by the campaign's rules of recusal. */
export function recusals(reader: ReaderFacts, policy: RecusalPolicy, on: string) {
  const since = addMonths(on, -12 * policy.organizationYears);
  const counts = ({ until }: { readonly until: string | null }) => until === null || until >= since;
  const offices = reader.offices.filter(counts);
  const ready: Ready = {
    reader,
    policy,
    organizations: new Set(reader.organizations.filter(counts).map(({ id }) => id)),
    officeAgencies: new Set(offices.flatMap(({ agencyId }) => agencyId ?? [])),
    officeRegions: offices.flatMap(({ regionPrefix }) => regionPrefix ?? []),
    declared: new Set(reader.declared),
    objected: new Set(reader.objectedFiles),
    read: new Set([...reader.filesRead, ...reader.filesHeld]),
  };
  const facts = {
    reviewerId: reader.reviewerId,
    years: policy.organizationYears,
    applies: policy.sameArea,
  } as unknown as never;
  return {
    /** Codes of the conflicts; empty where the reader may read the file. */
    codes: (file: FileFacts): string[] =>
      CONFLICTS.filter(({ hits }) => hits(ready, file)).map(({ rule }) => rule.code),
    any: (file: FileFacts): boolean => CONFLICTS.some(({ hits }) => hits(ready, file)),
    /** One finding for each rule, met where there is no such conflict. */
    findings: (file: FileFacts): Finding[] => CONFLICTS.map(({ rule, hits }) => rule.find(!hits(ready, file), facts)),
  };
}
