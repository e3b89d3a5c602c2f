import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { CaseFileRow } from '../case-files/case-file.entity';
import { materialById } from '../case-files/case-file.loaders';
import { CaseFile } from '../case-files/case-file.types';
import { Material } from '../case-files/papers.types';
import type { Context } from '../platform/context';
import { checksOfFile } from './quality-check.loaders';
import { QualityCheck, QualityCheckItem } from './quality-check.types';

/** A file within reach shows its checks. */
@Resolver(() => CaseFile)
export class CaseFileChecks {
  @FieldResolver(() => [QualityCheck], { description: '各轮结案质量检查，先后为序' })
  qualityChecks(@Root() file: CaseFileRow, @Ctx() context: Context) {
    return context.load(checksOfFile, file.id);
  }
}

@Resolver(() => QualityCheckItem)
export class QualityCheckItemFields {
  @FieldResolver(() => Material, { nullable: true, description: '证据所在的材料' })
  evidenceMaterial(@Root() item: QualityCheckItem, @Ctx() context: Context) {
    return item.evidenceMaterialId ? context.load(materialById, item.evidenceMaterialId) : null;
  }
}
