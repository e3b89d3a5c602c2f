import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { requireRole, signedIn } from '../../organizations/organization.access';
import { personById } from '../../organizations/person.loaders';
import { Person } from '../../organizations/person.types';
import { appointmentsFor, Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { ActArgs, idArgument } from '../../platform/input';
import { manyBy } from '../../platform/loader';
import { PageArgs, pageOf } from '../../platform/paging';
import { viewDecision } from '../../platform/refusal';
import { visibleCampaign } from '../campaigns/campaign.access';
import { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { weigh } from './assignment';
import { visibleStanding, WHOLE_ASSIGNMENT } from './assignment.plan';
import { decideObjection, declareConflict, objectionsDueOn, objectToReader } from './recusal.service';
import {
  campaignOfHandler,
  drawnFileOf,
  IN_POOL_SINCE,
  REVIEWER_READERS,
  reviewerReach,
  visibleReviewer,
} from './reviewer.access';
import { ReviewerDeclarationRow, ReviewerObjectionRow, ReviewerRow } from './reviewer.entity';
import {
  ChangeReviewerInput,
  DecideObjectionInput,
  DeclareConflictInput,
  EndReviewerInput,
  EnrolReviewerInput,
  ObjectToReaderInput,
} from './reviewer.inputs';
import { changeReviewer, endReviewer, enrolReviewer } from './reviewer.service';
import {
  ChangeReviewerResult,
  ChangeReviewerSuccess,
  DecideObjectionResult,
  DecideObjectionSuccess,
  DeclareConflictResult,
  DeclareConflictSuccess,
  DrawnFile,
  EndReviewerResult,
  EndReviewerSuccess,
  EnrolReviewerResult,
  EnrolReviewerSuccess,
  ObjectToReaderResult,
  ObjectToReaderSuccess,
  PoolMember,
  ReaderObjection,
  ReaderObjectionConnection,
  Reviewer,
  ReviewerConnection,
  ReviewerDeclaration,
} from './reviewer.types';

const declarationsOf = manyBy(ReviewerDeclarationRow, 'reviewerId', 'reviewer_id', {
  order: 't.id',
});

const shown =
  (context: Context) =>
  async ({ reviewerId }: { reviewerId: string }) => {
    const reviewer = await visibleReviewer(context, reviewerId);
    if (!reviewer) throw new Error(`reviewer ${reviewerId} is not visible to the one who acted on it`);
    return { reviewer };
  };

const objectionShown =
  (context: Context) =>
  async ({ objectionId }: { objectionId: string }) => {
    const [objection] = await context.read<ReviewerObjectionRow>(
      `SELECT ${columnsOf(ReviewerObjectionRow, 't')} FROM reviewer_objection t WHERE t.id = $1`,
      [objectionId],
    );
    if (!objection) throw new Error(`objection ${objectionId} is gone`);
    return { objection };
  };

@Resolver(() => Reviewer)
export class ReviewerResolver {
  @Query(() => ReviewerConnection, { description: '可见范围内专家库中的专家，新的在前' })
  reviewers(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('bureauId', () => ID, { nullable: true, description: '司法局' }) bureauId: string | null,
    @Arg('standing', () => Boolean, { defaultValue: true, description: '只看在库的' }) standing: boolean,
  ) {
    requireRole(context, REVIEWER_READERS);
    const where = new Where();
    where.and(reviewerReach(where, signedIn(context), 't'));
    const bureau = idArgument('bureauId', bureauId);
    if (bureau) where.and(`t.bureau_id = ${where.value(bureau)}::uuid`);
    if (standing) where.and('t.ended_at IS NULL');
    return pageOf<ReviewerRow>(context, { select: columnsOf(ReviewerRow, 't'), from: 'reviewer t', where }, page);
  }

  @Extensions({ costs: WHOLE_ASSIGNMENT })
  @Query(() => [PoolMember], {
    nullable: true,
    description:
      '一次评估的专家库。组织人见能否参加；案卷被抽中的承办人只见姓名（抽取以后才退库的也在内），用于申请回避；不存在或者无权查看为空',
  })
  async reviewerPool(
    @Ctx() context: Context,
    @Arg('campaignId', () => ID) campaignId: string,
  ): Promise<PoolMember[] | null> {
    requireRole(context, [Role.REVIEW_COORDINATOR, Role.PRACTITIONER]);
    idArgument('campaignId', campaignId);
    const actor = signedIn(context);
    const coordinates = appointmentsFor(actor, [Role.REVIEW_COORDINATOR]).length > 0;
    const found = coordinates ? await visibleStanding(context, campaignId) : null;
    const campaign =
      found?.campaign ??
      (await campaignOfHandler((text, params) => context.read(text, params), actor, campaignId, null));
    if (!campaign) return null;
    const decisions = new Map(
      found ? weigh(found.standing.input).map(({ reader, decision }) => [reader.reviewerId, decision]) : [],
    );
    const people = await context.read<{ reviewerId: string; name: string; joinedAt: Date }>(
      // Once each: who left and came back stands in the pool as what they are now.
      `SELECT m.* FROM (
         SELECT DISTINCT ON (r.person_id) r.id AS "reviewerId", p.name, r.enrolled_at AS "joinedAt" FROM reviewer r JOIN person p ON p.id = r.person_id
          WHERE r.bureau_id = $1 AND ${IN_POOL_SINCE('$2')} ORDER BY r.person_id, r.ended_at DESC NULLS FIRST) m
       ORDER BY m.name, m."reviewerId"`,
      [campaign.bureauId, found ? null : campaign.drawnAt],
    );
    const read: Parameters<typeof objectionsDueOn>[0] = (text, params) => context.read(text, params);
    const ofAll = await objectionsDueOn(read, campaign);
    return Promise.all(
      people.map(async ({ reviewerId, name, joinedAt }) => {
        const decision = decisions.get(reviewerId);
        const later = campaign.drawnAt !== null && joinedAt > campaign.drawnAt;
        return {
          ...{ reviewerId, name, eligibility: decision ? viewDecision(decision) : null },
          objectionsDueOn: later ? await objectionsDueOn(read, campaign, joinedAt) : ofAll,
        };
      }),
    );
  }

  @Query(() => [DrawnFile], { description: '本人承办、被抽中参加同行评估的案卷，新的评估在前，至多200份' })
  async myDrawnFiles(@Ctx() context: Context): Promise<DrawnFile[]> {
    requireRole(context, [Role.PRACTITIONER]);
    const where = new Where();
    where.and(drawnFileOf(where, signedIn(context)));
    const found = await context.read<ReviewCampaignRow & { caseFileId: string }>(
      `SELECT ${columnsOf(ReviewCampaignRow, 'c')}, d.case_file_id AS "caseFileId" FROM review_campaign c JOIN campaign_draw d ON d.campaign_id = c.id
        WHERE ${where.text} ORDER BY c.id DESC, d.case_file_id LIMIT 200`,
      where.params,
    );
    return Promise.all(
      found.map(async (campaign) => ({
        campaignId: campaign.id,
        campaignTitle: campaign.title,
        caseFileId: campaign.caseFileId,
        objectionsDueOn: await objectionsDueOn((text, params) => context.read(text, params), campaign),
      })),
    );
  }

  @Query(() => ReaderObjectionConnection, { description: '一次评估中的回避申请：组织人见全部，承办人见本人的' })
  async readerObjections(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('campaignId', () => ID) campaignId: string,
  ) {
    requireRole(context, [...REVIEWER_READERS, Role.PRACTITIONER]);
    const actor = signedIn(context);
    const campaign = appointmentsFor(actor, REVIEWER_READERS).length
      ? await visibleCampaign(context, idArgument('campaignId', campaignId) ?? '')
      : null;
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(idArgument('campaignId', campaignId))}::uuid`);
    if (!campaign) where.and(`t.person_id = ${where.value(actor.personId)}::uuid`);
    return pageOf<ReviewerObjectionRow>(
      context,
      { select: columnsOf(ReviewerObjectionRow, 't'), from: 'reviewer_objection t', where },
      page,
    );
  }

  @FieldResolver(() => Person, { description: '本人' })
  person(@Ctx() context: Context, @Root() row: ReviewerRow) {
    return context.load(personById, row.personId);
  }

  @FieldResolver(() => [ReviewerDeclaration], { description: '本人申报的回避' })
  declarations(@Ctx() context: Context, @Root() row: ReviewerRow) {
    return context.load(declarationsOf, row.id);
  }

  @Mutation(() => EnrolReviewerResult, {
    description: '把有评估专家任命的人编入专家库。拒绝：ENROLMENT_REFUSED、ENROLLED_ALREADY、NOT_FOUND',
  })
  enrolReviewer(@Ctx() context: Context, @Arg('input') input: EnrolReviewerInput, @Args() args: ActArgs) {
    return performAs(context, enrolReviewer, input, args, EnrolReviewerSuccess, shown(context));
  }

  @Mutation(() => ChangeReviewerResult, {
    description:
      '改正专家的资料。所属司法局有已抽取、未定案的评估活动的，改动案件类型、案卷上限或者可评时间须说明理由，记入各活动并由报告列明。拒绝：REASON_NEEDED、REVIEWER_CHANGED（已被改过）、REVIEWER_ENDED、NOT_FOUND',
  })
  changeReviewer(@Ctx() context: Context, @Arg('input') input: ChangeReviewerInput, @Args() args: ActArgs) {
    return performAs(context, changeReviewer, input, args, ChangeReviewerSuccess, shown(context));
  }

  @Mutation(() => EndReviewerResult, {
    description: '专家退出专家库；正在进行的评阅停止，由他人接替。拒绝：REVIEWER_ENDED、NOT_FOUND',
  })
  endReviewer(@Ctx() context: Context, @Arg('input') input: EndReviewerInput, @Args() args: ActArgs) {
    return performAs(context, endReviewer, input, args, EndReviewerSuccess, shown(context));
  }

  @Mutation(() => DeclareConflictResult, {
    description:
      '专家本人申报回避：正在评阅的立即停止；对人、对机构的，今后不再分到有关案卷。拒绝：NOT_ENROLLED、WRONG_STATE、NOT_FOUND',
  })
  declareConflict(@Ctx() context: Context, @Arg('input') input: DeclareConflictInput, @Args() args: ActArgs) {
    return performAs(context, declareConflict, input, args, DeclareConflictSuccess, (outcome) => outcome);
  }

  @Mutation(() => ObjectToReaderResult, {
    description:
      '承办人在期限（工作日）内对专家库中的专家申请回避，抽取以后才入库的从入库那天起算；决定之前不向其分配这份案卷。拒绝：OBJECTION_LATE、OBJECTED_ALREADY、NOT_FOUND',
  })
  objectToReader(@Ctx() context: Context, @Arg('input') input: ObjectToReaderInput, @Args() args: ActArgs) {
    return performAs(context, objectToReader, input, args, ObjectToReaderSuccess, objectionShown(context));
  }

  @Mutation(() => DecideObjectionResult, {
    description:
      '决定回避申请；成立的，此人对这份案卷的评阅（已提交的也在内）由系统停止，不答有没有、是哪一次，随后用 assignReaders 另行分配。拒绝：OWN_FILE（承办过本案）、OBJECTION_DECIDED、OBJECTION_BY_ONESELF、NOT_FOUND',
  })
  decideObjection(@Ctx() context: Context, @Arg('input') input: DecideObjectionInput, @Args() args: ActArgs) {
    return performAs(context, decideObjection, input, args, DecideObjectionSuccess, objectionShown(context));
  }
}

@Resolver(() => ReaderObjection)
export class ReaderObjectionFields {
  @FieldResolver(() => String, { description: '被申请回避的专家的姓名' })
  async reviewerName(@Ctx() context: Context, @Root() { reviewerId }: ReviewerObjectionRow): Promise<string> {
    const reviewer = await context.load(reviewerPerson, reviewerId);
    return reviewer?.name ?? '';
  }
}

const reviewerPerson = {
  name: 'person of reviewer',
  async fetch(context: Context, keys: readonly string[]) {
    const found = await context.read<{ id: string; name: string }>(
      'SELECT r.id, p.name FROM reviewer r JOIN person p ON p.id = r.person_id WHERE r.id = ANY ($1)',
      [keys],
    );
    const byId = new Map(found.map((row) => [row.id, row]));
    return keys.map((key) => byId.get(key) ?? null);
  },
};
