import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Refused } from '../platform/refusal';
import { StartRefused } from '../platform/start-refused';
import type { PapersConfig } from '../settings/papers';
import { Incoming } from './incoming';
import {
  type ByteRange,
  isPaperDigest,
  type PaperDigest,
  type PaperStore,
  papersFull,
  type ReceivedPaper,
  type StoredPaper,
  storeUnavailable,
} from './store';
import { problemOf } from './whole';

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** Whatever keeps the store from answering is its absence to whoever uploads; only a lack of room is told apart. */
const asRefusal = (error: unknown): Error => {
  if (error instanceof Refused) return error;
  const full = statusOf(error) === 507 || (error as Error).name === 'XMinioStorageFull';
  return (full ? papersFull() : storeUnavailable()).because(error);
};

/** Papers in a bucket of an S3-compatible store; while they come in, in a folder of this machine. */
export class S3Store implements PaperStore {
  private readonly incoming: Incoming;
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly prefix: string;

  constructor(incoming: string, s3: NonNullable<PapersConfig['s3']>) {
    this.incoming = new Incoming(incoming);
    this.bucket = s3.bucket;
    this.prefix = s3.prefix;
    this.client = new S3Client({
      region: s3.region,
      ...(s3.endpoint ? { endpoint: s3.endpoint } : {}),
      ...(s3.keyId && s3.secret ? { credentials: { accessKeyId: s3.keyId, secretAccessKey: s3.secret } } : {}),
      forcePathStyle: s3.pathStyle,
      maxAttempts: 3,
      // Many compatible stores know no checksum trailers; the digest is ours to verify.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    });
  }

  private named(digest: PaperDigest) {
    if (!isPaperDigest(digest)) throw new Error('not a digest');
    return { Bucket: this.bucket, Key: `${this.prefix}${digest.slice(0, 2)}/${digest}` };
  }

  async prepare(): Promise<void> {
    await this.incoming.prepare();
    try {
      const probe = { Bucket: this.bucket, Key: `${this.prefix}probe-${randomUUID()}` };
      await this.client.send(new PutObjectCommand({ ...probe, Body: 'probe' }));
      await this.client.send(new DeleteObjectCommand(probe));
    } catch (error) {
      const why = statusOf(error) ?? (error as Error).message;
      throw new StartRefused(`对象存储不可用 (S3 bucket cannot be used): ${this.bucket} ${why}`);
    }
  }

  receive(bytes: Readable, most: number): Promise<ReceivedPaper> {
    return this.incoming.receive(bytes, most);
  }

  /** An object is there whole or not at all: a large one is put together from its parts at the end. */
  private async carry(paper: ReceivedPaper): Promise<void> {
    try {
      await new Upload({
        client: this.client,
        params: { ...this.named(paper.digest), Body: createReadStream(paper.path), ContentLength: paper.size },
        queueSize: 2,
        partSize: 8 * 1024 * 1024,
      }).done();
    } catch (error) {
      throw asRefusal(error);
    }
  }

  /** Before any lock is held: what takes long. What is there already is read, so that it is replaced where it was damaged. */
  async bring(paper: ReceivedPaper): Promise<void> {
    if (await problemOf(this, paper.digest, paper.size)) await this.carry(paper);
  }

  /** A sweep may have taken it away since it was brought. */
  async keep(paper: ReceivedPaper): Promise<void> {
    if ((await this.size(paper.digest)) !== paper.size) await this.carry(paper);
  }

  async size(digest: PaperDigest): Promise<number | null> {
    try {
      const { ContentLength } = await this.client.send(new HeadObjectCommand(this.named(digest)));
      return ContentLength ?? null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw asRefusal(error);
    }
  }

  async open(digest: PaperDigest, range?: ByteRange): Promise<Readable> {
    try {
      const { Body } = await this.client.send(
        new GetObjectCommand({
          ...this.named(digest),
          ...(range ? { Range: `bytes=${range.from}-${range.to}` } : {}),
        }),
      );
      if (!Body) throw new Error('no body');
      return Body as Readable;
    } catch (error) {
      throw asRefusal(error);
    }
  }

  pathOf(): null {
    return null;
  }

  async remove(digest: PaperDigest): Promise<void> {
    try {
      await this.client.send(new DeleteObjectCommand(this.named(digest)));
    } catch (error) {
      throw asRefusal(error);
    }
  }

  async *list(): AsyncIterable<StoredPaper> {
    try {
      for await (const { Contents } of paginateListObjectsV2(
        { client: this.client },
        { Bucket: this.bucket, Prefix: this.prefix },
      )) {
        for (const { Key = '', Size = 0, LastModified } of Contents ?? []) {
          const digest = Key.slice(this.prefix.length + 3);
          if (isPaperDigest(digest) && LastModified) yield { digest, size: Size, at: LastModified };
        }
      }
    } catch (error) {
      throw asRefusal(error);
    }
  }
}
