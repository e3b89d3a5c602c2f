import { admitPaper } from '../papers/admit';
import { type Folder, type FolderEntry, FolderRefused, openFolder } from '../papers/folder';
import { type Placement, sortByName } from '../papers/sorting.rules';
import type { ReceivedPaper } from '../papers/store';
import type { Context } from '../platform/context';
import { conflict, Refused } from '../platform/refusal';
import { type ArrivedPaper, takeIn } from './paper-arrival.service';

/** One file of a zip, in the order of the zip: as a paper that arrived and a place proposed for it, or the reason why not. */
export interface FolderLine {
  readonly name: string;
  readonly paper: ArrivedPaper | null;
  readonly proposal: Placement | null;
  /** Name of the first file of this zip with the same bytes. */
  readonly sameAs: string | null;
  /** The file holds a material with these bytes already. */
  readonly materialId: string | null;
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

export interface FolderTold {
  /** Always 0: nothing is in the file until somebody says where each paper belongs. */
  readonly entered: 0;
  readonly message: string;
  readonly arrived: number;
  readonly unplaced: number;
  readonly refused: number;
  /** Folders, and what systems put beside the papers. */
  readonly skipped: number;
  readonly lines: readonly FolderLine[];
}

/** What is wrong with one paper; anything else stops the whole: the store is away, the file has changed its state. */
function reasonOf(error: unknown): FolderLine['refusal'] {
  if (error instanceof FolderRefused) return { code: error.code, message: error.message };
  if (!(error instanceof Refused)) return null;
  const { code, message } = error.refusal;
  return code.startsWith('PAPER_') ? { code, message } : null;
}

async function receiveEntry(context: Context, caseFileId: string, entry: FolderEntry): Promise<ArrivedPaper> {
  if (entry.refused) throw entry.refused;
  const { config, papers, reader } = context.services;
  const bytes = await entry.open();
  let paper: ReceivedPaper | null = null;
  try {
    paper = await papers.receive(bytes, config.papers.mostBytes);
    return await takeIn(context, caseFileId, {
      paper,
      admitted: await admitPaper(config.papers, reader, paper, context.actor?.accountId),
    });
  } finally {
    bytes.destroy();
    await paper?.discard();
  }
}

/** Current materials of the file by their digest. */
async function materialsOf(context: Context, caseFileId: string): Promise<ReadonlyMap<string, string>> {
  const found = await context.read<{ digest: string; id: string }>(
    `SELECT encode(m.digest, 'hex') AS digest, m.id FROM material m
      WHERE m.case_file_id = $1 AND NOT m.withdrawn AND NOT EXISTS (SELECT FROM material n WHERE n.supersedes_id = m.id)`,
    [caseFileId],
  );
  return new Map(found.map(({ digest, id }) => [digest, id]));
}

async function linesOf(
  context: Context,
  caseFileId: string,
  folder: Folder,
  wanted: () => boolean,
): Promise<FolderLine[]> {
  const held = await materialsOf(context, caseFileId);
  const proposals = sortByName(folder.entries.map(({ name }) => name));
  const first = new Map<string, string>();
  const lines: FolderLine[] = [];
  for (const [at, entry] of folder.entries.entries()) {
    if (!wanted()) break;
    const { name } = entry;
    try {
      const paper = await receiveEntry(context, caseFileId, entry);
      const sameAs = first.get(paper.digest) ?? null;
      if (sameAs === null) first.set(paper.digest, name);
      const proposal = proposals[at] ?? null;
      lines.push({ name, paper, proposal, sameAs, materialId: held.get(paper.digest) ?? null, refusal: null });
    } catch (error) {
      const refusal = reasonOf(error);
      if (!refusal) throw error;
      lines.push({ name, paper: null, proposal: null, sameAs: null, materialId: null, refusal });
    }
  }
  return lines;
}

/**
 * Takes the papers of a zip on disk as arrived for a file, one after the other, and proposes a catalogue item for each by
 * its name. Safe to repeat. Refuses FOLDER_… for the whole; what is wrong with one file is told with it.
 */
export async function takeFolder(
  context: Context,
  caseFileId: string,
  path: string,
  wanted: () => boolean,
): Promise<FolderTold> {
  const folder = await openFolder(path, context.services.config.pages.folder).catch((error: unknown) => {
    throw error instanceof FolderRefused ? conflict(error.code, error.message) : error;
  });
  try {
    const lines = await linesOf(context, caseFileId, folder, wanted);
    const arrived = lines.filter(({ paper, sameAs }) => paper && sameAs === null);
    const unplaced = arrived.filter(({ proposal }) => proposal?.catalogueNo === null).length;
    const refused = lines.filter(({ refusal }) => refusal).length;
    return {
      entered: 0,
      message: `收到${arrived.length}份材料，都还没有归入案卷：请核对目录项目后用 recordMaterials 归入${unplaced ? `；其中${unplaced}份未能归类，请选定` : ''}${refused ? `；另有${refused}份没有收下，原因见各项` : ''}`,
      arrived: arrived.length,
      unplaced,
      refused,
      skipped: folder.skipped,
      lines,
    };
  } finally {
    folder.close();
  }
}
