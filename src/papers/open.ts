import type { Config } from '../config';
import type { PapersConfig } from '../settings/papers';
import { LocalStore } from './local-store';
import { PictureCache } from './picture-cache';
import { usualChineseFont } from './reading/chinese-font';
import { PaperReader } from './reading/paper-reader';
import type { PaperStore } from './store';
import { Pictures } from './thumbnail';

/** The store that the configuration names, ready to be used. */
export async function openPaperStore(papers: PapersConfig): Promise<PaperStore> {
  const store = new LocalStore(papers.dir);
  await store.prepare();
  return store;
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
  const reader = new PaperReader({ ...pages.reading, font: pages.reading.font ?? usualChineseFont() });
  const cache = new PictureCache(pages.pictures.dir, pages.pictures.mostBytes);
  await cache.prepare();
  return { papers, reader, pictures: new Pictures(papers, cache, reader) };
}
