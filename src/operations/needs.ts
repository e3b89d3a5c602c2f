import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Services } from '../platform/context';
import type { Need } from './health';

/** No paper has this digest; asking for it reaches the store all the same. */
const NO_PAPER = '0'.repeat(64);

/** The store of papers can be reached, and written to where it is a folder of this machine. */
export const papersNeed = ({ papers }: Services): Need => ({
  name: 'papers',
  async check() {
    const place = papers.pathOf(NO_PAPER);
    if (place) await access(dirname(dirname(place)), constants.R_OK | constants.W_OK);
    else await papers.size(NO_PAPER);
  },
});
