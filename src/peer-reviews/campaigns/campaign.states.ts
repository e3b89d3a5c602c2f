import { Role } from '../../platform/access/actor';
import { defineStates } from '../../platform/states';
import { CAMPAIGN_STATES, type CampaignStateCode } from './campaign-settings.types';

export type CampaignAct =
  | 'changeCampaignPlan'
  | 'addTargetedFile'
  | 'removeTargetedFile'
  | 'chooseGoldFiles'
  | 'commitSeed'
  | 'freezeFrame'
  | 'addSeed'
  | 'drawSample'
  | 'assignReaders'
  | 'openReplies'
  | 'finaliseCampaign'
  | 'abandonCampaign';

const COORDINATOR = [Role.REVIEW_COORDINATOR] as const;
/** Whoever may give the second seed: the sample is then in nobody's hand alone (HOUSE). */
export const SECOND_SEED = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR] as const;

/** The order of steps is HOUSE: a sample that nobody can wish for (standards 3). */
export const campaignStates = defineStates<CampaignStateCode, CampaignAct>({
  name: '评估活动',
  initial: 'PLANNED',
  all: CAMPAIGN_STATES,
  stateName: {
    PLANNED: '计划中',
    SEED_COMMITTED: '已承诺种子',
    FRAME_FROZEN: '名册已冻结',
    SEED_ADDED: '第二个种子已加入',
    DRAWN: '已抽取',
    READING: '评阅中',
    REPLYING: '答复中',
    FINALISED: '已定案',
    ABANDONED: '已放弃',
  },
  transitions: [
    { act: 'changeCampaignPlan', from: ['PLANNED'], to: 'PLANNED', roles: COORDINATOR, provisions: [] },
    { act: 'addTargetedFile', from: ['PLANNED'], to: 'PLANNED', roles: COORDINATOR, provisions: [] },
    { act: 'addTargetedFile', from: ['SEED_COMMITTED'], to: 'SEED_COMMITTED', roles: COORDINATOR, provisions: [] },
    { act: 'removeTargetedFile', from: ['PLANNED'], to: 'PLANNED', roles: COORDINATOR, provisions: [] },
    { act: 'removeTargetedFile', from: ['SEED_COMMITTED'], to: 'SEED_COMMITTED', roles: COORDINATOR, provisions: [] },
    { act: 'chooseGoldFiles', from: ['PLANNED'], to: 'PLANNED', roles: COORDINATOR, provisions: [] },
    { act: 'chooseGoldFiles', from: ['SEED_COMMITTED'], to: 'SEED_COMMITTED', roles: COORDINATOR, provisions: [] },
    { act: 'commitSeed', from: ['PLANNED'], to: 'SEED_COMMITTED', roles: COORDINATOR, provisions: [] },
    { act: 'freezeFrame', from: ['SEED_COMMITTED'], to: 'FRAME_FROZEN', roles: COORDINATOR, provisions: [] },
    { act: 'addSeed', from: ['FRAME_FROZEN'], to: 'SEED_ADDED', roles: SECOND_SEED, provisions: [] },
    { act: 'drawSample', from: ['SEED_ADDED'], to: 'DRAWN', roles: COORDINATOR, provisions: ['S4-4.1a', 'S4-4.1b'] },
    { act: 'assignReaders', from: ['DRAWN', 'READING'], to: 'READING', roles: COORDINATOR, provisions: ['S4-4.1b'] },
    { act: 'openReplies', from: ['READING'], to: 'REPLYING', roles: COORDINATOR, provisions: [] },
    { act: 'finaliseCampaign', from: ['REPLYING'], to: 'FINALISED', roles: COORDINATOR, provisions: ['S4-4.1c'] },
    {
      act: 'abandonCampaign',
      from: ['PLANNED', 'SEED_COMMITTED', 'FRAME_FROZEN', 'SEED_ADDED', 'DRAWN', 'READING'],
      to: 'ABANDONED',
      roles: COORDINATOR,
      provisions: [],
    },
  ],
});
