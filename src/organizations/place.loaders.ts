import { oneBy } from '../platform/loader';
import { AgencyRow, BureauRow, CaseOrganRow, ServiceOrganizationRow } from './place.entity';

export const bureauById = oneBy<BureauRow>(BureauRow, 'id', 'id');
export const agencyById = oneBy<AgencyRow>(AgencyRow, 'id', 'id');
export const serviceOrganizationById = oneBy<ServiceOrganizationRow>(ServiceOrganizationRow, 'id', 'id');
export const caseOrganById = oneBy<CaseOrganRow>(CaseOrganRow, 'id', 'id');
