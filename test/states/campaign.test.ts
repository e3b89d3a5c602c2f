import 'reflect-metadata';
import { type CampaignAct, campaignStates } from '../../src/peer-reviews/campaigns/campaign.states';
import { CAMPAIGN_STATES } from '../../src/peer-reviews/campaigns/campaign-settings.types';
import { Role } from '../../src/platform/access/actor';
import { Refused } from '../../src/platform/refusal';
import { availableActions, move } from '../../src/platform/states';

const ALLOWED: readonly (readonly [CampaignAct, string, string])[] = [
  ['changeCampaignPlan', 'PLANNED', 'PLANNED'],
  ['addTargetedFile', 'PLANNED', 'PLANNED'],
  ['addTargetedFile', 'SEED_COMMITTED', 'SEED_COMMITTED'],
  ['removeTargetedFile', 'PLANNED', 'PLANNED'],
  ['removeTargetedFile', 'SEED_COMMITTED', 'SEED_COMMITTED'],
  ['chooseGoldFiles', 'PLANNED', 'PLANNED'],
  ['chooseGoldFiles', 'SEED_COMMITTED', 'SEED_COMMITTED'],
  ['commitSeed', 'PLANNED', 'SEED_COMMITTED'],
  ['freezeFrame', 'SEED_COMMITTED', 'FRAME_FROZEN'],
  ['addSeed', 'FRAME_FROZEN', 'SEED_ADDED'],
  ['drawSample', 'SEED_ADDED', 'DRAWN'],
  ['assignReaders', 'DRAWN', 'READING'],
  ['assignReaders', 'READING', 'READING'],
  ['openReplies', 'READING', 'REPLYING'],
  ['finaliseCampaign', 'REPLYING', 'FINALISED'],
  ['abandonCampaign', 'PLANNED', 'ABANDONED'],
  ['abandonCampaign', 'SEED_COMMITTED', 'ABANDONED'],
  ['abandonCampaign', 'FRAME_FROZEN', 'ABANDONED'],
  ['abandonCampaign', 'SEED_ADDED', 'ABANDONED'],
  ['abandonCampaign', 'DRAWN', 'ABANDONED'],
  ['abandonCampaign', 'READING', 'ABANDONED'],
];
const ACTS = [...new Set(ALLOWED.map(([act]) => act))];
const pairs = ACTS.flatMap((act) => CAMPAIGN_STATES.map((state) => [act, state] as const));
const allowed = (act: string, from: string) => ALLOWED.find(([a, f]) => a === act && f === from);

test('nine states, twelve acts, twenty-one moves, a hundred and eight pairs', () => {
  const moves = campaignStates.transitions.flatMap(({ from }) => from);
  expect([CAMPAIGN_STATES.length, ACTS.length, moves.length, pairs.length]).toEqual([9, 12, 21, 108]);
});

test.each(pairs)('%s when %s', (act, state) => {
  const row = allowed(act, state);
  if (row) expect(move(campaignStates, act, state).to).toBe(row[2]);
  else expect(() => move(campaignStates, act, state)).toThrow(Refused);
});

test('supervisors and auditors give the second seed and nothing else; what has ended takes nothing', () => {
  for (const state of CAMPAIGN_STATES) {
    const second = state === 'FRAME_FROZEN' ? ['addSeed'] : [];
    expect(availableActions(campaignStates, state, [Role.BUREAU_SUPERVISOR, Role.AUDITOR])).toEqual(second);
    expect(availableActions(campaignStates, state, [Role.REVIEWER, Role.ADMINISTRATOR])).toEqual([]);
  }
  for (const state of ['FINALISED', 'ABANDONED'] as const) {
    expect(availableActions(campaignStates, state, Object.values(Role))).toEqual([]);
  }
});
