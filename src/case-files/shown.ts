import type { Context } from '../platform/context';
import { columnsOf, type EntityClass, tableOf } from '../platform/database/naming';
import { visibleCaseFile } from './case-file.access';
import { ProceedingRow } from './case-file.entity';
import { ClosingRow } from './closing.entity';
import { EngagementRow } from './engagement.entity';
import { ActivityRow, MaterialRow } from './papers.entity';

async function row<Row extends object>(context: Context, entity: EntityClass<Row>, id: string): Promise<Row> {
  const [found] = await context.read<Row>(
    `SELECT ${columnsOf(entity, 't')} FROM ${tableOf(entity)} t WHERE t.id = $1`,
    [id],
  );
  if (!found) throw new Error(`${entity.name} ${id} is gone after the act that wrote it`);
  return found;
}

async function file(context: Context, id: string) {
  const found = await visibleCaseFile(context, id);
  if (!found) throw new Error(`case file ${id} is not visible to the one who acted on it`);
  return found;
}

// What a success shows: the outcome of an act holds ids, and everything else is read as it is now.
export const showProceeding =
  (context: Context) =>
  async ({ proceedingId }: { proceedingId: string }) => ({
    proceeding: await row<ProceedingRow>(context, ProceedingRow, proceedingId),
  });

export const showFile =
  (context: Context) =>
  async ({ caseFileId }: { caseFileId: string }) => ({ caseFile: await file(context, caseFileId) });

export const showEngagement =
  (context: Context) =>
  async ({ caseFileId, engagementId }: { caseFileId: string; engagementId: string }) => ({
    caseFile: await file(context, caseFileId),
    engagement: await row<EngagementRow>(context, EngagementRow, engagementId),
  });

export const showMaterial =
  (context: Context) =>
  async ({ materialId }: { materialId: string }) => {
    const material = await row<MaterialRow>(context, MaterialRow, materialId);
    return { caseFile: await file(context, material.caseFileId), material };
  };

export const showMaterials =
  (context: Context) =>
  async ({ caseFileId, materialIds }: { caseFileId: string; materialIds: readonly string[] }) => {
    const found = await context.read<MaterialRow>(
      `SELECT ${columnsOf(MaterialRow, 't')} FROM material t WHERE t.id = ANY ($1::uuid[])`,
      [materialIds],
    );
    const byId = new Map(found.map((material) => [material.id, material]));
    const materials = materialIds.flatMap((id) => byId.get(id) ?? []);
    return { caseFile: await file(context, caseFileId), materials };
  };

export const showActivity =
  (context: Context) =>
  async ({ activityId }: { activityId: string }) => {
    const activity = await row<ActivityRow>(context, ActivityRow, activityId);
    return { caseFile: await file(context, activity.caseFileId), activity };
  };

export const showClosing =
  (context: Context) =>
  async ({ caseFileId, closingId }: { caseFileId: string; closingId: string }) => ({
    caseFile: await file(context, caseFileId),
    closing: await row<ClosingRow>(context, ClosingRow, closingId),
  });
