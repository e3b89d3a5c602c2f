import { type AgencySeed, type Member, PASSWORD } from './seed';
import { PIN } from './seed-seals';
import { type ReleasableOptions, seedReleasable } from './seed-subsidies';
import { type Answer, expectSuccess, newKey } from './world';

export { PIN };

const REFUSAL =
  '... on Refusal { code message findings { rule met provisions provenance text facts { name value } cure { text by before } } }';
const RECEIPT = 'receipt { entryId preview replayed }';
const CHECK =
  'qualityCheck { id round state draftVersion completion { result revision } signature { keyId algorithm coversFile } }';

const mutation = (name: string, fields: string) => {
  const input = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${input}!, $key: String!, $preview: Boolean! = false) { result: ${name}(input: $input, idempotencyKey: $key, preview: $preview) { __typename ... on ${name[0]?.toUpperCase()}${name.slice(1)}Success { ${RECEIPT} ${fields} } ${REFUSAL} } }`;
};

const DOCUMENTS = {
  designateChecker: mutation('designateChecker', CHECK),
  withdrawDesignation: mutation('withdrawDesignation', CHECK),
  saveCheckDraft: mutation('saveCheckDraft', CHECK),
  completeCheck: mutation('completeCheck', `${CHECK}`),
  setSigningPin: mutation('setSigningPin', 'keyId'),
  signQualityCheck: mutation(
    'signQualityCheck',
    `${CHECK} decision { gate open findings { rule met } } consequences { code text provisions provenance }`,
  ),
  reopenCheck: mutation('reopenCheck', CHECK),
} as const;
export type CheckMutation = keyof typeof DOCUMENTS;

/** Does one act of the quality check as a member, and gives the result, refusal or success. */
export async function doCheck(
  as: Member,
  name: CheckMutation,
  input: object,
  { key = newKey(), preview = false }: { readonly key?: string; readonly preview?: boolean } = {},
): Promise<Answer> {
  return (await as.send(DOCUMENTS[name], { input, key, preview })).result;
}

/** A received file with one paper of six pages, handled by a lawyer of a firm of its own unless another is given. */
export interface ReceivedFile {
  readonly caseFileId: string;
  readonly materialId: string;
}

export async function receivedFile(agency: AgencySeed, options: ReleasableOptions = {}): Promise<ReceivedFile> {
  const [file] = await seedReleasable(agency, 1, { upTo: 'RECEIVED', ...options });
  if (!file) throw new Error('no file was seeded');
  return file;
}

export async function designated(agency: AgencySeed, file?: ReceivedFile): Promise<ReceivedFile & { checkId: string }> {
  const checked = file ?? (await receivedFile(agency));
  const [clerk, checker] = await Promise.all([agency.clerk, agency.checker]);
  const input = { caseFileId: checked.caseFileId, checkerAccountId: checker.accountId };
  const { qualityCheck } = expectSuccess(await doCheck(clerk, 'designateChecker', input), 'DesignateCheckerSuccess');
  return { ...checked, checkId: qualityCheck.id };
}

/** Eight indicators met, with evidence on page 2; `changed` replaces single ones. */
export const eightItems = (materialId: string, changed: Readonly<Record<number, object>> = {}): object[] =>
  [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({
    indicatorNo,
    finding: 'MET',
    evidenceMaterialId: materialId,
    evidencePage: 2,
    ...changed[indicatorNo],
  }));

export const completionOf = (
  check: { readonly checkId: string; readonly materialId: string },
  result = 'QUALIFIED',
  changed: Readonly<Record<number, object>> = {},
) => ({ checkId: check.checkId, items: eightItems(check.materialId, changed), result, opinion: '材料齐全，办理规范' });

export async function completed(agency: AgencySeed, result = 'QUALIFIED', file?: ReceivedFile) {
  const check = await designated(agency, file);
  expectSuccess(
    await doCheck(await agency.checker, 'completeCheck', completionOf(check, result)),
    'CompleteCheckSuccess',
  );
  return check;
}

const withPin = new WeakSet<Member>();
/** The member's signing PIN at the agency is set, once. */
export async function pinned(agency: AgencySeed, head: Member): Promise<Member> {
  if (!withPin.has(head)) {
    withPin.add(head);
    const input = { agencyId: agency.id, pin: PIN, password: PASSWORD };
    expectSuccess(await doCheck(head, 'setSigningPin', input), 'SetSigningPinSuccess');
  }
  return head;
}

export async function signed(agency: AgencySeed, result = 'QUALIFIED', file?: ReceivedFile) {
  const check = await completed(agency, result, file);
  const head = await pinned(agency, await agency.head);
  const input = { checkId: check.checkId, pin: PIN };
  expectSuccess(await doCheck(head, 'signQualityCheck', input), 'SignQualityCheckSuccess');
  return check;
}
