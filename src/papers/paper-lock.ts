import type { QueryRunner } from 'typeorm';
import { rows } from '../platform/database/data-source';
import type { PaperDigest } from './store';

/** First half of the lock's key, so that no other use of advisory locks meets it. */
const PAPERS = 0x5041;

/**
 * Bytes under one digest are kept and removed by one transaction at a time: an upload that finds them there may rely on
 * them, and the sweep never takes what an upload has just found.
 */
export const lockPaper = (runner: QueryRunner, digest: PaperDigest): Promise<unknown> =>
  rows(runner, 'SELECT pg_advisory_xact_lock($1, $2)', [PAPERS, Buffer.from(digest, 'hex').readInt32BE(0)]);
