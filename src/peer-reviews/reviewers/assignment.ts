import type { Decision, Finding } from '../../regulation';
import type { RecusalPolicy } from '../campaigns/campaign-settings.types';
import { Chance } from './chance';
import { recusals } from './conflicts.rules';
import { eligibility, type ReadingTime, SPECIALTY_CODE, specialtyCost, specialtyFinding } from './eligibility.rules';
import { Flow } from './flow';
import { Pairings } from './pairings';
import type { FileFacts, ReaderFacts } from './reviewer-facts.types';

/** A file to be given out: how many readers it still lacks, and who has it already (they stay). */
export interface FileToAssign {
  readonly facts: FileFacts;
  readonly needed: number;
  readonly kept: readonly string[];
}

export interface AssignmentInput {
  /** The campaign's revealed seeds; the same input and seed give the same assignment. */
  readonly seed: string;
  readonly files: readonly FileToAssign[];
  readonly readers: readonly ReaderFacts[];
  /** Readings that reviewers have in the campaign already, those of other files too. */
  readonly loads: ReadonlyMap<string, number>;
  readonly policy: RecusalPolicy;
  readonly time: ReadingTime;
}

/** Why readers of the pool could not take a file: how many the rule holds back, and for how many it is the only one. */
export interface Hindrance {
  readonly code: string;
  readonly readers: number;
  readonly alone: number;
}

export interface Unassignable {
  readonly caseFileId: string;
  readonly missing: number;
  readonly hindrances: readonly Hindrance[];
}

export interface ReaderLoad {
  readonly reviewerId: string;
  readonly before: number;
  readonly added: number;
  readonly most: number;
}

export interface AssignmentPlan {
  readonly readings: readonly { readonly caseFileId: string; readonly reviewerId: string }[];
  readonly unassignable: readonly Unassignable[];
  readonly loads: readonly ReaderLoad[];
  /** People of the pool who may not read in this campaign at all. */
  readonly ineligible: readonly { readonly reviewerId: string; readonly decision: Decision }[];
  /** Readings outside the reader's main kind. */
  readonly outsideMainKind: number;
  /** Groups of readers who share no file: severities are comparable within a group only. */
  readonly groups: number;
}

/** At the cap: a load, not a conflict, keeps the reader from the file. */
export const AT_CAP = 'REVIEW_LOAD';
export const ALREADY_READING = 'REVIEW_READS_IT_NOW';
export const NOT_ELIGIBLE = 'REVIEWER_ELIGIBILITY';

const byId = <T>(things: readonly T[], id: (thing: T) => string): T[] =>
  [...things].sort((one, other) => (id(one) < id(other) ? -1 : id(one) > id(other) ? 1 : 0));

/** Somebody of the pool, ready to be held against any file. */
export interface Candidate {
  readonly reader: ReaderFacts;
  readonly decision: Decision;
  readonly conflicts: ReturnType<typeof recusals>;
  readonly load: number;
}

/** The pool in the order of its ids, with what holds each of them back. */
export const weigh = ({ readers, loads, policy, time }: Omit<AssignmentInput, 'seed' | 'files'>): Candidate[] =>
  byId(readers, ({ reviewerId }) => reviewerId).map((reader) => ({
    reader,
    decision: eligibility(reader, policy, time),
    conflicts: recusals(reader, policy, time.from),
    load: loads.get(reader.reviewerId) ?? 0,
  }));

/** What holds everybody of the pool from a file that `holds` have already. */
export function hindrancesOf(facts: FileFacts, holds: readonly string[], pool: readonly Candidate[]): Hindrance[] {
  const tally = new Map<string, { readers: number; alone: number }>();
  for (const { reader, decision, conflicts, load } of pool) {
    const codes = holds.includes(reader.reviewerId)
      ? [ALREADY_READING]
      : [
          ...(decision.open ? [] : [NOT_ELIGIBLE]),
          ...conflicts.codes(facts),
          ...(specialtyCost(reader, facts) === null ? [SPECIALTY_CODE] : []),
          ...(load >= reader.mostFiles ? [AT_CAP] : []),
        ];
    for (const code of codes) {
      const so = tally.get(code) ?? { readers: 0, alone: 0 };
      tally.set(code, { readers: so.readers + 1, alone: so.alone + (codes.length === 1 ? 1 : 0) });
    }
  }
  return [...tally].map(([code, counts]) => ({ code, ...counts }));
}

/** Gives files to readers: never against a conflict, as many readings as can be, loads even, specialties met, pairings spread. */
export function assign(input: AssignmentInput): AssignmentPlan {
  const shuffle = new Chance(`${input.seed}\nreaders`);
  const files = byId(input.files, ({ facts }) => facts.caseFileId);
  const pool = weigh(input);
  const able = shuffle.shuffled(pool.filter(({ decision }) => decision.open));
  const place = new Map(able.map(({ reader }, index) => [reader.reviewerId, index]));
  const costs = new Int8Array(files.length * able.length).fill(-1);
  files.forEach(({ facts, kept, needed }, row) => {
    if (needed <= 0) return;
    able.forEach(({ reader, conflicts }, column) => {
      if (kept.includes(reader.reviewerId) || conflicts.any(facts)) return;
      costs[row * able.length + column] = specialtyCost(reader, facts) ?? -1;
    });
  });
  const given = new Flow(
    {
      needed: files.map(({ needed }) => Math.max(needed, 0)),
      loads: able.map(({ load }) => load),
      caps: able.map(({ reader }) => reader.mostFiles),
      costs,
    },
    new Chance(`${input.seed}\nflow`),
  ).solve();
  const pairings = new Pairings(
    {
      readers: able.length,
      fixed: files.map(({ kept }) => kept.flatMap((id) => place.get(id) ?? [])),
      given,
      costs,
    },
    new Chance(`${input.seed}\npairings`),
  );
  const spread = pairings.spread();
  const added = able.map(() => 0);
  for (const reader of spread.flat()) added[reader] = (added[reader] as number) + 1;
  const weighed = pool.map((each) => {
    const column = place.get(each.reader.reviewerId);
    return { ...each, load: each.load + (column === undefined ? 0 : (added[column] as number)) };
  });

  return {
    readings: spread.flatMap((readers, row) =>
      byId(
        readers.map((column) => ({
          caseFileId: (files[row] as FileToAssign).facts.caseFileId,
          reviewerId: (able[column] as (typeof able)[number]).reader.reviewerId,
        })),
        ({ reviewerId }) => reviewerId,
      ),
    ),
    unassignable: files.flatMap(({ facts, needed, kept }, row) => {
      const readers = spread[row] as number[];
      if (readers.length >= needed) return [];
      const holds = [...kept, ...readers.map((column) => (able[column] as (typeof able)[number]).reader.reviewerId)];
      return [
        {
          caseFileId: facts.caseFileId,
          missing: needed - readers.length,
          hindrances: hindrancesOf(facts, holds, weighed),
        },
      ];
    }),
    loads: byId(
      able.map(({ reader, load }, column) => ({
        reviewerId: reader.reviewerId,
        before: load,
        added: added[column] as number,
        most: reader.mostFiles,
      })),
      ({ reviewerId }) => reviewerId,
    ),
    ineligible: pool
      .filter(({ decision }) => !decision.open)
      .map(({ reader, decision }) => ({ reviewerId: reader.reviewerId, decision })),
    outsideMainKind: spread.reduce(
      (sum, readers, row) => sum + readers.filter((column) => costs[row * able.length + column] !== 0).length,
      0,
    ),
    groups: pairings.groups(),
  };
}

/** Everything that speaks for or against a reader for a file. */
export const explainPair = (
  reader: ReaderFacts,
  file: FileFacts,
  policy: RecusalPolicy,
  time: ReadingTime,
): Finding[] => [
  ...eligibility(reader, policy, time).findings,
  ...recusals(reader, policy, time.from).findings(file),
  specialtyFinding(reader, file),
];
