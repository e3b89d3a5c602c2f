import { GraphQLSafeInt } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { commitmentById } from '../commitments/commitment.loaders';
import { QualityCommitment } from '../commitments/commitment.types';
import { personByAccount, personById, practitionerById } from '../organizations/person.loaders';
import { Person, Practitioner } from '../organizations/person.types';
import { serviceOrganizationById } from '../organizations/place.loaders';
import { ServiceOrganization } from '../organizations/place.types';
import { oneInReach } from '../platform/access/one-in-reach';
import type { Context } from '../platform/context';
import { FindingView, viewFinding } from '../platform/refusal';
import { catalogueItem } from '../regulation';
import { proceedingReach, requireCaseFileReader } from './case-file.access';
import { type CaseFileRow, type PersonalDataReadingRow, ProceedingRow } from './case-file.entity';
import {
  activitiesOfFile,
  engagementById,
  materialById,
  materialsOfFile,
  paperOfMaterial,
  paperReadableOfFile,
  toldInActivity,
  visibleCaseFileById,
  visibleFilesOfProceeding,
} from './case-file.loaders';
import {
  CaseFile,
  Engagement,
  PersonalDataReading,
  Proceeding,
  Recipient,
  RecipientPersonalData,
} from './case-file.types';
import type { ClosingRow } from './closing.entity';
import type { EngagementRow } from './engagement.entity';
import type { ActivityRow, MaterialRow } from './papers.entity';
import { Activity, Closing, Material } from './papers.types';
import { type MaskedRecipient, personalDataOf } from './personal-data';

/** Versions that nothing supersedes. */
const newest = <Row extends { readonly id: string; readonly supersedesId: string | null }>(rows: readonly Row[]) => {
  const superseded = new Set(rows.map(({ supersedesId }) => supersedesId));
  return rows.filter(({ id }) => !superseded.has(id));
};

@Resolver(() => Proceeding)
export class ProceedingResolver {
  @Query(() => Proceeding, { nullable: true, description: '一件案件；不存在或者无权查看为空' })
  async proceeding(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    const actor = requireCaseFileReader(context);
    return oneInReach(context, ProceedingRow, id, (where) => proceedingReach(where, actor, 't'));
  }

  @FieldResolver(() => [CaseFile], { description: '各阶段、各同案人的案卷（在可见范围内）' })
  caseFiles(@Ctx() context: Context, @Root() proceeding: ProceedingRow) {
    return context.load(visibleFilesOfProceeding, proceeding.id);
  }
}

@Resolver(() => CaseFile)
export class CaseFilePapersResolver {
  @FieldResolver(() => [Material], { description: '卷内材料，按目录序号；默认只有现行版本' })
  async materials(
    @Ctx() context: Context,
    @Root() file: CaseFileRow,
    @Arg('allVersions', () => Boolean, { defaultValue: false, description: '连同被替换和抽出的版本' }) all: boolean,
  ) {
    const versions = await context.load(materialsOfFile, file.id);
    return all ? versions : newest(versions).filter(({ withdrawn }) => !withdrawn);
  }

  @FieldResolver(() => [Activity], { description: '办案活动，先后为序；默认只有现行记录' })
  async activities(
    @Ctx() context: Context,
    @Root() file: CaseFileRow,
    @Arg('allVersions', () => Boolean, { defaultValue: false, description: '连同被更正的记录' }) all: boolean,
  ) {
    const records = await context.load(activitiesOfFile, file.id);
    return all ? records : newest(records);
  }
}

@Resolver(() => Recipient)
export class RecipientResolver {
  @FieldResolver(() => RecipientPersonalData, {
    nullable: true,
    description: '个人信息：只给办理本案卷的人，其他人和预演中为空；每次读取留下记录',
  })
  personalData(@Ctx() context: Context, @Root() recipient: MaskedRecipient) {
    return context.load(personalDataOf, recipient.caseFileId);
  }
}

@Resolver(() => Engagement)
export class EngagementResolver {
  @FieldResolver(() => CaseFile, { nullable: true, description: '案卷（在可见范围内）' })
  caseFile(@Ctx() context: Context, @Root() engagement: EngagementRow) {
    return context.load(visibleCaseFileById, engagement.caseFileId);
  }

  @FieldResolver(() => Practitioner, { description: '承办人' })
  practitioner(@Ctx() context: Context, @Root() engagement: EngagementRow) {
    return context.load(practitionerById, engagement.practitionerId);
  }

  @FieldResolver(() => ServiceOrganization, {
    nullable: true,
    description: '指派时所在的法律服务机构；志愿者、机构工作人员为空',
  })
  serviceOrganization(@Ctx() context: Context, @Root() engagement: EngagementRow) {
    const { serviceOrganizationId } = engagement;
    return serviceOrganizationId ? context.load(serviceOrganizationById, serviceOrganizationId) : null;
  }

  @FieldResolver(() => QualityCommitment, { nullable: true, description: '指派时有效的案件质量承诺书' })
  commitment(@Ctx() context: Context, @Root() engagement: EngagementRow) {
    return engagement.commitmentId ? context.load(commitmentById, engagement.commitmentId) : null;
  }
}

@Resolver(() => Material)
export class MaterialResolver {
  @FieldResolver(() => String, { description: '目录项的名称' })
  catalogueName(@Root() material: MaterialRow): string {
    return catalogueItem(material.catalogueNo).name;
  }

  @FieldResolver(() => GraphQLSafeInt, { description: '文件的字节数' })
  async size(@Ctx() context: Context, @Root() material: MaterialRow): Promise<number> {
    return (await context.load(paperOfMaterial, material.id)).size;
  }

  @FieldResolver(() => String, { description: '文件的类型（MIME），由内容认出' })
  async mediaType(@Ctx() context: Context, @Root() material: MaterialRow): Promise<string> {
    return (await context.load(paperOfMaterial, material.id)).mediaType;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: '下载文件的路径（GET，须带登录令牌）；只给办理本案卷的人，每次下载留下记录',
  })
  async filePath(@Ctx() context: Context, @Root() material: MaterialRow): Promise<string | null> {
    return (await context.load(paperReadableOfFile, material.caseFileId)) ? `/materials/${material.id}/file` : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      '页面图像的路径（GET，WebP）：后接页码是阅读大小，再接 /thumbnail?width=120、240、480 是缩略图；只给办理本案卷的人，每人每天第一次查看留下记录；录音录像和OFD没有页面图像',
  })
  async pagesPath(@Ctx() context: Context, @Root() material: MaterialRow): Promise<string | null> {
    return (await context.load(paperReadableOfFile, material.caseFileId)) ? `/materials/${material.id}/pages/` : null;
  }

  @FieldResolver(() => Person, { description: '把它放入案卷的人' })
  recordedBy(@Ctx() context: Context, @Root() material: MaterialRow) {
    return context.load(personById, material.recordedBy);
  }

  @FieldResolver(() => String, { description: '内容的SHA-256摘要（64位十六进制）' })
  async digest(@Ctx() context: Context, @Root() material: MaterialRow): Promise<string | undefined> {
    return (await context.load(materialById, material.id))?.digest.toString('hex');
  }
}

/** What was said and who was there may name the recipient: told only to those who work on the file, and recorded so. */
const told = async (context: Context, activity: ActivityRow, field: 'place' | 'present' | 'summary') =>
  (await context.load(personalDataOf, activity.caseFileId))
    ? (await context.load(toldInActivity, activity.id))?.[field]
    : null;

@Resolver(() => Activity)
export class ActivityResolver {
  @FieldResolver(() => String, { nullable: true, description: '地点；只给办理本案卷的人' })
  place(@Ctx() context: Context, @Root() activity: ActivityRow) {
    return told(context, activity, 'place');
  }

  @FieldResolver(() => String, { nullable: true, description: '在场人；只给办理本案卷的人' })
  present(@Ctx() context: Context, @Root() activity: ActivityRow) {
    return told(context, activity, 'present');
  }

  @FieldResolver(() => String, { nullable: true, description: '概要；只给办理本案卷的人' })
  summary(@Ctx() context: Context, @Root() activity: ActivityRow) {
    return told(context, activity, 'summary');
  }

  @FieldResolver(() => Person, { description: '记录的人' })
  recordedBy(@Ctx() context: Context, @Root() activity: ActivityRow) {
    return context.load(personById, activity.recordedBy);
  }

  @FieldResolver(() => Material, { nullable: true, description: '证明这次活动的材料' })
  material(@Ctx() context: Context, @Root() activity: ActivityRow) {
    return activity.materialId ? context.load(materialById, activity.materialId) : null;
  }

  @FieldResolver(() => Engagement, { description: '在哪次承办中' })
  engagement(@Ctx() context: Context, @Root() activity: ActivityRow) {
    return context.load(engagementById, activity.engagementId);
  }
}

@Resolver(() => Closing)
export class ClosingResolver {
  @FieldResolver(() => Person, { description: '提交的人' })
  submittedBy(@Ctx() context: Context, @Root() closing: ClosingRow) {
    return context.load(personById, closing.submittedBy);
  }

  @FieldResolver(() => Person, { nullable: true, description: '收卷或者退回的人' })
  decidedBy(@Ctx() context: Context, @Root() closing: ClosingRow) {
    return closing.decidedBy ? context.load(personById, closing.decidedBy) : null;
  }

  @FieldResolver(() => [FindingView], { description: '提交当日的全部认定' })
  submittedFindings(@Root() closing: ClosingRow): FindingView[] {
    return closing.findings.map(viewFinding);
  }

  @FieldResolver(() => [FindingView], { nullable: true, description: '收卷或者退回所依据的全部认定' })
  decidedFindings(@Root() closing: ClosingRow): FindingView[] | null {
    return closing.decision?.map(viewFinding) ?? null;
  }

  @FieldResolver(() => Int, { description: '提交当日缺少的项数' })
  missing(@Root() closing: ClosingRow): number {
    return closing.findings.filter(({ met }) => !met).length;
  }
}

@Resolver(() => PersonalDataReading)
export class PersonalDataReadingResolver {
  @FieldResolver(() => Person, { description: '读取的人' })
  person(@Ctx() context: Context, @Root() reading: PersonalDataReadingRow) {
    return context.load(personByAccount, reading.accountId);
  }

  @FieldResolver(() => Material, { nullable: true, description: '下载了文件的材料；只读取个人信息的为空' })
  material(@Ctx() context: Context, @Root() reading: PersonalDataReadingRow) {
    return reading.materialId ? context.load(materialById, reading.materialId) : null;
  }
}
