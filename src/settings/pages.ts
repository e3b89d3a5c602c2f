import { join, resolve } from 'node:path';
import { z } from 'zod';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** How papers are read and shown, and how many come in at once as a folder. */
export const pageSettings = {
  ANZHI_READERS: whole(1, 64)
    .default(2)
    .describe('papers read at the same time, each in a process of its own')
    .meta({ unit: '个', zh: '同时读取的材料数，每份在单独的进程中' }),
  ANZHI_READING_SECONDS: whole(1, 600)
    .default(20)
    .describe('processor time for reading one paper or drawing one page; more and it is refused')
    .meta({ unit: '秒 seconds', zh: '读取一份材料或者画一页的处理器时间上限，超出即拒绝' }),
  ANZHI_READING_MB: whole(128, 16_384)
    .default(1024)
    .describe('memory of one reading process; more and the paper is refused')
    .meta({ unit: 'MiB', zh: '一个读取进程的内存上限，超出即拒绝该材料' }),
  ANZHI_PICTURES_DIR: z
    .string()
    .optional()
    .describe('folder for pictures of pages, one for each server; can be emptied; default: pictures in the data folder')
    .meta({ zh: '页面图像的缓存文件夹，每台服务器一个，可以清空；默认是数据文件夹中的pictures' }),
  ANZHI_PICTURES_MB: whole(16, 1_000_000)
    .default(512)
    .describe('size of that folder at most; what was not wanted for longest goes first')
    .meta({ unit: 'MB', zh: '页面图像缓存的大小上限，最久未用的先清除' }),
  ANZHI_PICTURES_FONT: z
    .string()
    .optional()
    .describe(
      'font with Chinese (TTF, OTF, TTC) for PDFs that do not embed theirs; default: Noto CJK or another of the system',
    )
    .meta({ zh: 'PDF没有嵌入中文字体时代用的字体文件；默认用系统里的思源等字体' }),
  ANZHI_FOLDER_MB: whole(1, 10_000)
    .default(500)
    .describe('largest zip with papers')
    .meta({ unit: 'MB', zh: '材料压缩包的大小上限' }),
  ANZHI_FOLDER_UNPACKED_MB: whole(1, 100_000)
    .default(2000)
    .describe('all papers of one zip together, unpacked')
    .meta({ unit: 'MB', zh: '一个压缩包解开后的总大小上限' }),
  ANZHI_FOLDER_ENTRIES: whole(1, 10_000)
    .default(500)
    .describe('entries of one zip at most')
    .meta({ unit: '个', zh: '一个压缩包里的文件数上限' }),
  ANZHI_FOLDER_RATIO: whole(2, 1000)
    .default(100)
    .describe('how many times an entry may grow when it is unpacked, beyond its first MiB')
    .meta({ unit: '倍', zh: '压缩包里的文件解开后膨胀的倍数上限（不足1MiB的不限）' }),
  ANZHI_FOLDERS: whole(1, 100)
    .default(2)
    .describe('zips taken in at once, a quarter of them (one at least) for one account; more are asked to come again')
    .meta({ unit: '个', zh: '同时处理的压缩包数，一个账号至多占四分之一（至少一个），超出的请稍后重试' }),
};

export interface PagesConfig {
  readonly reading: {
    readonly processes: number;
    readonly seconds: number;
    readonly megabytes: number;
    /** Null: one of the system's, where there is one. */
    readonly font: string | null;
  };
  readonly pictures: { readonly dir: string; readonly mostBytes: number };
  readonly folder: {
    readonly atOnce: number;
    readonly mostBytes: number;
    readonly entries: number;
    readonly unpackedBytes: number;
    readonly ratio: number;
  };
}

const shape = z.object(pageSettings);

export const pagesConfig = (value: z.output<typeof shape>, dataDir: string): PagesConfig => ({
  reading: {
    processes: value.ANZHI_READERS,
    seconds: value.ANZHI_READING_SECONDS,
    megabytes: value.ANZHI_READING_MB,
    font: value.ANZHI_PICTURES_FONT ? resolve(value.ANZHI_PICTURES_FONT) : null,
  },
  pictures: {
    dir: resolve(value.ANZHI_PICTURES_DIR ?? join(dataDir, 'pictures')),
    mostBytes: value.ANZHI_PICTURES_MB * 1_000_000,
  },
  folder: {
    atOnce: value.ANZHI_FOLDERS,
    mostBytes: value.ANZHI_FOLDER_MB * 1_000_000,
    entries: value.ANZHI_FOLDER_ENTRIES,
    unpackedBytes: value.ANZHI_FOLDER_UNPACKED_MB * 1_000_000,
    ratio: value.ANZHI_FOLDER_RATIO,
  },
});
