import type { PapersConfig } from '../settings/papers';
import { LocalStore } from './local-store';
import type { PaperStore } from './store';

/** The store that the configuration names, ready to be used. */
export async function openPaperStore(papers: PapersConfig): Promise<PaperStore> {
  const store = new LocalStore(papers.dir);
  await store.prepare();
  return store;
}
