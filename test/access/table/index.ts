import type { SubjectAccess } from '../access';
import { organizations } from './organizations';
import { qualityChecks } from './quality-checks';

/** The access table: each subject's part in a file of its own. */
export const table: readonly SubjectAccess[] = [organizations, qualityChecks];

/** Fields whose subject has not written its lines yet; empty before the first version is tagged. */
export const awaited: readonly string[] = [
  // commitments
  ...['commitmentTexts', 'qualityCommitment', 'qualityCommitments', 'offerCommitment', 'signCommitment'],
  ...['endCommitment', 'recordCommitmentBreach', 'withdrawCommitment'],
  // case files
  ...['caseFile', 'caseFileByIdNumber', 'caseFiles', 'personalDataReadings', 'proceeding', 'openProceeding'],
  ...['registerCaseFile', 'correctCaseFile', 'commissionPractitioner', 'changePractitioner', 'recordActivity'],
  ...['correctActivity', 'recordMaterial', 'replaceMaterial', 'withdrawMaterial', 'endStage', 'recordHearingHeld'],
  ...['submitClosing', 'receiveClosing', 'returnClosing', 'terminateAid', 'recordTerminationService'],
  ...['continueInNextStage'],
  // subsidies
  ...['mySubsidies', 'releaseBatch', 'subsidies', 'subsidy', 'tariffs', 'adjustSubsidy', 'enterTariff'],
  ...['holdSubsidy', 'liftHold', 'recalculateSubsidy', 'releaseSubsidies', 'releaseSubsidy', 'voidRelease'],
];
