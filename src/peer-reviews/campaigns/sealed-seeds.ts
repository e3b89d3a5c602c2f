import type { Act } from '../../platform/act';
import { decrypt, encrypt } from '../../platform/crypto';
import { CampaignSeedRow } from './campaign.entity';
import { commitmentOf } from './seeds';

type Party = 1 | 2;

/** Binds a sealed seed to its campaign and party: it opens nowhere else. */
const purposeOf = (campaignId: string, party: Party) => `campaign-seed:${campaignId}:${party}`;

/** Keeps a seed sealed; gives its commitment, which is published. */
export async function keepSeed(act: Act, campaignId: string, party: Party, seed: string): Promise<string> {
  const commitment = commitmentOf(seed);
  await act.insert(CampaignSeedRow, {
    campaignId,
    party,
    commitment: Buffer.from(commitment, 'hex'),
    seedCipher: encrypt(act.context.services.keys.data, seed, purposeOf(campaignId, party)),
    personId: act.actor.personId,
    givenAt: act.now,
  });
  return commitment;
}

/** Opens the seeds that were given, by party; one that does not fit its commitment is a fault. */
export async function openSeeds(act: Act, campaignId: string): Promise<ReadonlyMap<Party, string>> {
  const kept = await act.sql<{ party: Party; sealed: Buffer; commitment: Buffer }>(
    'SELECT party, seed_cipher AS sealed, commitment FROM campaign_seed WHERE campaign_id = $1 ORDER BY party',
    [campaignId],
  );
  return new Map(
    kept.map(({ party, sealed, commitment }) => {
      const seed = decrypt(act.context.services.keys.data, sealed, purposeOf(campaignId, party)).toString('utf8');
      if (commitmentOf(seed) !== commitment.toString('hex'))
        throw new Error(`seed ${party} of ${campaignId} is another`);
      return [party, seed];
    }),
  );
}

/** Writes seeds openly: from here on everybody who sees the campaign sees them. */
export async function revealSeeds(act: Act, campaignId: string, seeds: ReadonlyMap<Party, string>): Promise<void> {
  for (const [party, seed] of seeds) {
    await act.write('UPDATE campaign_seed SET seed = $3, revealed_at = $4 WHERE campaign_id = $1 AND party = $2', [
      campaignId,
      party,
      seed,
      act.now,
    ]);
  }
}
