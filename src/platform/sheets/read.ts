import { readCsv } from './csv';
import { encodingOf } from './decode';
import { type Sheet, type SheetLimits, SheetRefused } from './sheet';
import type { Spool } from './spool';
import { openXlsx } from './xlsx';

const starts = (head: Buffer, ...bytes: number[]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes));

/** What a file is by its own bytes, whatever its name says. */
export async function openSheet(spool: Spool, limits: SheetLimits): Promise<Sheet> {
  if (spool.size === 0) throw new SheetRefused('NOT_A_SHEET', '文件是空的');
  const head = await spool.read(0, 512);
  if (starts(head, 0x50, 0x4b, 0x03, 0x04))
    return { format: 'XLSX', encoding: 'UTF-8', ...(await openXlsx(spool, limits)) };
  if (starts(head, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new SheetRefused('NOT_A_SHEET', '这是旧式XLS或者加了密码的工作簿；请在Excel中另存为不加密码的XLSX');
  }
  if (starts(head, 0x25, 0x50, 0x44, 0x46)) throw new SheetRefused('NOT_A_SHEET', '这是PDF；请上传CSV或者XLSX');
  if (/^\s*(<\?xml|<!doctype|<html|<table|\{\\rtf)/i.test(head.toString('latin1').replace(/^\xef\xbb\xbf/, ''))) {
    throw new SheetRefused('NOT_A_SHEET', '这是网页或者文档，只是改了名字；请在Excel中打开，另存为XLSX');
  }
  const encoding = await encodingOf(spool);
  return { format: 'CSV', encoding, from1904: false, notes: [], batches: readCsv(spool, encoding, limits) };
}
