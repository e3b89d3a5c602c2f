import { Role, regionPrefix } from '../platform/access/actor';
import { defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { badInput } from '../platform/refusal';
import { reachPlace, reachRegion } from './organization.access';
import { AgencyRow, CaseOrganRow, ServiceOrganizationRow } from './place.entity';
import { openAgencyInput, registerCaseOrganInput, registerServiceOrganizationInput } from './place.inputs';

constraintMeans('service_organization_licence_number_key', 'LICENCE_NUMBER_TAKEN', '这个执业许可证号已登记');
constraintMeans('case_organ_name_key', 'NAME_TAKEN', '这个名称的机关已登记');

constraintMeans('agency_name_key', 'NAME_TAKEN', '这个名称的法律援助机构已开立');
constraintMeans('agency_file_code_key', 'FILE_CODE_TAKEN', '这个案号简称已被另一机构使用，案号会混淆');

/**
 * Opens an agency under a bureau, by an administrator of that bureau or of one above it, who then run it: its first own
 * administrators are appointed like any others. Refusals: NOT_FOUND (bureau), NAME_TAKEN, FILE_CODE_TAKEN, INVALID_INPUT (region).
 */
export const openAgency = defineAct({
  name: 'openAgency',
  event: 'AGENCY_OPENED',
  roles: [Role.ADMINISTRATOR],
  input: openAgencyInput,
  async run(act, { bureauId, regionCode, name, fileCode }) {
    const bureau = await reachPlace(act, { bureauId });
    act.touch({ kind: 'Bureau', id: bureauId });
    const [region] = await act.sql('SELECT FROM region WHERE code = $1', [regionCode]);
    if (!region) throw badInput('input.regionCode', '没有这个区划代码');
    if (!regionCode.startsWith(regionPrefix(bureau.regionCode))) {
      throw badInput('input.regionCode', '不在该司法局的行政区域内');
    }
    const id = newId();
    await act.insert(AgencyRow, { id, bureauId, regionCode, name, fileCode });
    await act.record({
      things: [
        { kind: 'Agency', id },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: { agencyId: id, regionCode, fileCode },
      provisions: [],
    });
    return { agencyId: id };
  },
});

/** Registers a law firm or grassroots office in the region of the actor's place. Refusals: NOT_FOUND (region), LICENCE_NUMBER_TAKEN. */
export const registerServiceOrganization = defineAct({
  name: 'registerServiceOrganization',
  event: 'SERVICE_ORGANIZATION_REGISTERED',
  roles: [Role.CLERK, Role.ADMINISTRATOR],
  input: registerServiceOrganizationInput,
  async run(act, { kind, name, licenceNumber, regionCode }) {
    await reachRegion(act, regionCode);
    const id = newId();
    await act.insert(ServiceOrganizationRow, { id, kind, name, licenceNumber, regionCode, registeredAt: act.now });
    await act.record({
      things: [{ kind: 'ServiceOrganization', id }],
      facts: { serviceOrganizationId: id, kind, regionCode, licenceNumber },
      provisions: [],
    });
    return { serviceOrganizationId: id };
  },
});

/** Registers a court, procuratorate, police station …, in the region of the actor's place. Refusals: NOT_FOUND (region), NAME_TAKEN. */
export const registerCaseOrgan = defineAct({
  name: 'registerCaseOrgan',
  event: 'CASE_ORGAN_REGISTERED',
  roles: [Role.CLERK, Role.ADMINISTRATOR],
  input: registerCaseOrganInput,
  async run(act, { kind, name, regionCode }) {
    await reachRegion(act, regionCode);
    const id = newId();
    await act.insert(CaseOrganRow, { id, kind, name, regionCode });
    await act.record({
      things: [{ kind: 'CaseOrgan', id }],
      facts: { caseOrganId: id, kind, regionCode },
      provisions: [],
    });
    return { caseOrganId: id };
  },
});
