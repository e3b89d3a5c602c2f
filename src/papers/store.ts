import type { Readable } from 'node:stream';
import { conflict } from '../platform/refusal';

/** SHA-256 of a paper's bytes, 64 lower-case hexadecimal digits: its name in the store. */
export type PaperDigest = string;

export const isPaperDigest = (text: string): text is PaperDigest => /^[0-9a-f]{64}$/.test(text);

/** Bytes that have come in whole and belong to nothing yet: in a file of their own, whose path only the server knows. */
export interface ReceivedPaper {
  readonly digest: PaperDigest;
  readonly size: number;
  readonly path: string;
  /** Takes the file away; safe to repeat, and after `keep` without effect on what is kept. */
  discard(): Promise<void>;
}

/** First and last byte wanted, both counted from 0 and both included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export interface StoredPaper {
  readonly digest: PaperDigest;
  readonly size: number;
  readonly at: Date;
}

/**
 * Keeps bytes under their digest. It knows no files and no persons: who may write or read is settled before it is asked.
 * Refusals of every method: STORE_UNAVAILABLE (try again later), PAPERS_FULL (no room left).
 */
export interface PaperStore {
  /** At start: takes away what an earlier run of this server left half done; StartRefused where the store cannot be written. */
  prepare(): Promise<void>;
  /** Streams bytes to a file of their own, hashed and counted on the way. Where the stream breaks off, nothing is left. Refuses PAPER_TOO_LARGE. */
  receive(bytes: Readable, most: number): Promise<ReceivedPaper>;
  /** Carries bytes to where they will be kept, as far as that takes long; `keep` does the rest. */
  bring(paper: ReceivedPaper): Promise<void>;
  /** Keeps received bytes for good, on disk before it answers; the same bytes are kept once, and take the place of what was damaged. Under the lock of the digest (paper.service). */
  keep(paper: ReceivedPaper): Promise<void>;
  /** Size of what is kept under the digest, or null. */
  size(digest: PaperDigest): Promise<number | null>;
  /** The bytes, or a part of them; fails where there are none. */
  open(digest: PaperDigest, range?: ByteRange): Promise<Readable>;
  /** Where the bytes lie on this machine, for those who only read them; null where they are elsewhere. */
  pathOf(digest: PaperDigest): string | null;
  /** Safe to repeat. Under the lock of the digest. */
  remove(digest: PaperDigest): Promise<void>;
  /** Everything kept, in no order, without holding it in memory. */
  list(): AsyncIterable<StoredPaper>;
}

export const storeUnavailable = () => conflict('STORE_UNAVAILABLE', '材料库暂时不能使用，请稍后重试');
export const papersFull = () => conflict('PAPERS_FULL', '材料库空间不足，请联系管理员');
export const paperTooLarge = (most: number) =>
  conflict('PAPER_TOO_LARGE', `文件过大：每份材料不超过${Math.floor(most / 1_000_000)}MB`);
