import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own that is gone with the run's database, however the suite or the bench ends. */
export const folderOfRun = (prefix: string): string =>
  mkdtempSync(join(process.env.ANZHI_TEST_FOLDER ?? tmpdir(), prefix));
