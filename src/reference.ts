import type { DataSource } from 'typeorm';
import { loadCommitmentTexts } from './commitments/commitment-text.reference';
import { loadRegions } from './organizations/regions.reference';
import { loadStandards } from './standards/standards.reference';

/** Data that comes with the software: written as owner after the migrations, safe to repeat. */
export async function loadReferenceData(owner: DataSource): Promise<void> {
  await loadRegions(owner);
  await loadCommitmentTexts(owner);
  await loadStandards(owner);
}
