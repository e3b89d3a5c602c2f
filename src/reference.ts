import type { DataSource } from 'typeorm';
import { loadCommitmentTexts } from './commitments/commitment-text.reference';
import { loadRegions } from './organizations/regions.reference';
import { loadStandardEditions } from './quality-checks/standards.reference';

/** Data that comes with the software: written as owner after the migrations, safe to repeat. */
export async function loadReferenceData(owner: DataSource): Promise<void> {
  await loadRegions(owner);
  await loadCommitmentTexts(owner);
  await loadStandardEditions(owner);
}
