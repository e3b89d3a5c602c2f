import type { World } from './world';

/** As the owner, who alone could: campaigns whose limit for replies is past already. */
export async function repliesOver(world: World, ...campaignIds: readonly string[]): Promise<void> {
  await world.rows('ALTER TABLE review_campaign DISABLE TRIGGER campaign_goes_forward');
  await world.rows(
    `UPDATE review_campaign SET replies_opened_at = '2026-02-10T09:00:00+08:00', replies_due_on = '2026-02-27' WHERE id = ANY ($1)`,
    [campaignIds],
  );
  await world.rows('ALTER TABLE review_campaign ENABLE TRIGGER campaign_goes_forward');
}
