import { createHash } from 'node:crypto';

/** 32 random bytes as 64 hexadecimal digits: nobody can find one by trying its commitment. */
export const SEED = /^[0-9a-f]{64}$/;

/** Digits of a seed that was typed rather than drawn repeat: 64 random ones hold fewer than ten different ones about once in 10⁸. */
export const looksDrawn = (seed: string): boolean => new Set(seed).size >= 10;

/** What is published while the seed itself stays secret: SHA-256 (hex) of the seed's text, as `printf %s seed | sha256sum` gives it. */
export const commitmentOf = (seed: string): string => createHash('sha256').update(seed, 'utf8').digest('hex');

/** The key of a draw: neither person alone knows it, and it fits one campaign and one frame only. */
export const drawKey = (campaignId: string, frameDigest: string, seeds: readonly [string, string]): Buffer =>
  createHash('sha256')
    .update(`anzhi-draw/1\n${campaignId}\n${frameDigest}\n${seeds[0]}\n${seeds[1]}\n`, 'utf8')
    .digest();
