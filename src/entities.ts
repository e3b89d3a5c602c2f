import {
  CaseFileCorrectionRow,
  CaseFileRow,
  CaseNumberCounterRow,
  PersonalDataReadingRow,
  ProceedingRow,
  RecipientRow,
} from './case-files/case-file.entity';
import { ClosingRow, TerminationRow } from './case-files/closing.entity';
import { EngagementRow, PartRow } from './case-files/engagement.entity';
import { ActivityRow, MaterialRow, PaperArrivalRow, PaperRow } from './case-files/papers.entity';
import { RegisterImportLineRow, RegisterImportRow } from './case-files/register-import.entity';
import { CommitmentTextRow, QualityCommitmentRow } from './commitments/commitment.entity';
import { CalendarYearRow, HouseValueRow, ProvisionAdoptionRow } from './organizations/local-law.entity';
import { PasswordResetRow } from './organizations/password-reset.entity';
import {
  AccountIdentityRow,
  AccountRow,
  AppointmentRow,
  PersonRow,
  PractitionerRow,
} from './organizations/person.entity';
import { PersonNameCorrectionRow } from './organizations/person-name.entity';
import { AgencyRow, BureauRow, CaseOrganRow, RegionRow, ServiceOrganizationRow } from './organizations/place.entity';
import { RedactedPageRow, RedactionClearanceRow, RedactionRow } from './peer-reviews/blind/redaction.entity';
import { UnblindingRow } from './peer-reviews/blind/unblinding.entity';
import {
  CampaignDrawRow,
  CampaignEditionRow,
  CampaignFrameRow,
  CampaignSeedRow,
  CampaignTargetRow,
  ReviewCampaignRow,
} from './peer-reviews/campaigns/campaign.entity';
import { CampaignGoldRow, GoldFileRow, GoldValueRow } from './peer-reviews/gold/gold.entity';
import { ReviewReplyDecisionRow, ReviewReplyRow } from './peer-reviews/replies/reply.entity';
import { ImprovementPointRow, ReviewResultIndicatorRow, ReviewResultRow } from './peer-reviews/results/result.entity';
import {
  CampaignPoolChangeRow,
  ReadingStopRow,
  ReviewerDeclarationRow,
  ReviewerObjectionRow,
  ReviewerRow,
} from './peer-reviews/reviewers/reviewer.entity';
import { ReviewWithdrawalRow } from './peer-reviews/settling/withdrawal.entity';
import { LedgerEntryRow } from './platform/ledger.entity';
import {
  CheckCompletionRow,
  CheckItemRow,
  CheckReopeningRow,
  CheckSignatureRow,
  QualityCheckRow,
} from './quality-checks/quality-check.entity';
import { AgencyRootKeyRow, SigningKeyRow } from './quality-checks/signing-key.entity';
import {
  ScoringBandRow,
  ScoringSchemeRow,
  ScoringWeightRow,
  StandardEditionRow,
  StandardIndicatorRow,
  StandardSecondLevelRow,
} from './standards/standard.entity';
import { ReleaseBatchRow, ReleaseOutcomeRow, ReleaseVoidRow, SubsidyReleaseRow } from './subsidies/release.entity';
import { HoldLiftRow, SubsidyAmountRow, SubsidyHoldRow, SubsidyRow } from './subsidies/subsidy.entity';
import { TariffEditionRow, TariffLineRow } from './subsidies/tariff.entity';

/** Every table that acts write through an entity. */
export const entities = [
  RegionRow,
  BureauRow,
  AgencyRow,
  ServiceOrganizationRow,
  CaseOrganRow,
  PersonRow,
  PractitionerRow,
  AccountIdentityRow,
  AccountRow,
  AppointmentRow,
  PasswordResetRow,
  PersonNameCorrectionRow,
  ProvisionAdoptionRow,
  HouseValueRow,
  CalendarYearRow,
  LedgerEntryRow,
  ProceedingRow,
  RecipientRow,
  CaseFileRow,
  PartRow,
  EngagementRow,
  StandardEditionRow,
  StandardIndicatorRow,
  StandardSecondLevelRow,
  ScoringSchemeRow,
  ScoringWeightRow,
  ScoringBandRow,
  AgencyRootKeyRow,
  SigningKeyRow,
  QualityCheckRow,
  CheckCompletionRow,
  CheckItemRow,
  CheckSignatureRow,
  CheckReopeningRow,
  TariffEditionRow,
  TariffLineRow,
  SubsidyRow,
  SubsidyAmountRow,
  SubsidyHoldRow,
  HoldLiftRow,
  ReleaseBatchRow,
  SubsidyReleaseRow,
  ReleaseVoidRow,
  ReleaseOutcomeRow,
  CommitmentTextRow,
  QualityCommitmentRow,
  CaseNumberCounterRow,
  CaseFileCorrectionRow,
  PaperRow,
  PaperArrivalRow,
  MaterialRow,
  ActivityRow,
  ClosingRow,
  TerminationRow,
  PersonalDataReadingRow,
  RegisterImportRow,
  RegisterImportLineRow,
  ReviewWithdrawalRow,
  ReviewReplyRow,
  ReviewReplyDecisionRow,
  ReviewResultRow,
  ReviewResultIndicatorRow,
  ImprovementPointRow,
  RedactionRow,
  RedactionClearanceRow,
  RedactedPageRow,
  UnblindingRow,
  CampaignDrawRow,
  CampaignEditionRow,
  CampaignFrameRow,
  CampaignSeedRow,
  CampaignTargetRow,
  ReviewCampaignRow,
  GoldFileRow,
  GoldValueRow,
  CampaignGoldRow,
  ReviewerRow,
  CampaignPoolChangeRow,
  ReviewerDeclarationRow,
  ReviewerObjectionRow,
  ReadingStopRow,
];
