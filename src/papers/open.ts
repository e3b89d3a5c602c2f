import { join } from 'node:path';
import type { Config } from '../config';
import type { PapersConfig } from '../settings/papers';
import { LocalStore } from './local-store';
import { PictureCache } from './picture-cache';
import { usualChineseFont } from './reading/chinese-font';
import { PaperReader, READER_LIMITS } from './reading/paper-reader';
import type { PaperStore } from './store';
import { Pictures } from './thumbnail';

function s3Store(incoming: string, s3: NonNullable<PapersConfig['s3']>): PaperStore {
  // The SDK takes a good part of a second to load: only where it is used.
  const { S3Store } = require('./s3-store') as typeof import('./s3-store');
  return new S3Store(incoming, s3);
}

/** The store that the configuration names, ready to be used; StartRefused where it cannot be. */
export async function openPaperStore({ store, dir, s3 }: PapersConfig): Promise<PaperStore> {
  const opened = store === 's3' && s3 ? s3Store(join(dir, 'incoming'), s3) : new LocalStore(dir);
  await opened.prepare();
  return opened;
}

/** What lives as long as the server does and has to do with papers; `reader` is to be closed. */
export interface PaperServices {
  readonly papers: PaperStore;
  readonly reader: PaperReader;
  readonly pictures: Pictures;
}

export async function openPapers({
  papers: settings,
  pages,
}: Pick<Config, 'papers' | 'pages'>): Promise<PaperServices> {
  const papers = await openPaperStore(settings);
  const reader = new PaperReader({
    ...READER_LIMITS,
    ...pages.reading,
    font: pages.reading.font ?? usualChineseFont(),
  });
  const cache = new PictureCache(pages.pictures.dir, pages.pictures.mostBytes);
  await cache.prepare();
  return { papers, reader, pictures: new Pictures(papers, cache, reader) };
}
