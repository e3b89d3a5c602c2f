import { Role } from '../platform/access/actor';
import { defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { reachRegion } from './organization.access';
import { CaseOrganRow, ServiceOrganizationRow } from './place.entity';
import { registerCaseOrganInput, registerServiceOrganizationInput } from './place.inputs';

constraintMeans('service_organization_licence_number_key', 'LICENCE_NUMBER_TAKEN', '这个执业许可证号已登记');
constraintMeans('case_organ_name_key', 'NAME_TAKEN', '这个名称的机关已登记');

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
