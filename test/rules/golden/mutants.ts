import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { parseSync } from '@swc/core';
import type * as Calendar from '../../../src/regulation/time/calendar';
import type * as Dates from '../../../src/regulation/time/dates';
import type * as Deadline from '../../../src/regulation/time/deadline';

const TIME = dirname(require.resolve('../../../src/regulation/time/deadline'));

/** One constant of a compiled file, and what it is changed to. */
export interface Mutant {
  readonly file: string;
  readonly at: number;
  readonly to: number;
  readonly line: number;
  readonly was: string;
  readonly becomes: string;
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly span?: { readonly start: number; readonly end: number };
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Numbers one up and one down, true for false, and a month-day text another day. */
function changesOf(node: Node): string[] {
  const { type, value } = node;
  if (type === 'NumericLiteral' && typeof value === 'number') return [`(${value + 1})`, `(${value - 1})`];
  if (type === 'BooleanLiteral') return [String(!value)];
  if (type !== 'StringLiteral' || typeof value !== 'string' || !/^-?\d\d-\d\d$/.test(value)) return [];
  return [`'${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}'`];
}

/** Not what the compiler adds: `void 0`, `(0, dates_1.addDays)(…)`, `__esModule`. */
const isWritten = (before: string, after: string): boolean =>
  !before.endsWith('void ') && !/^, [\w.]+\)\(/.test(after) && !before.endsWith('"__esModule", { value: ');

/** Every constant of a compiled file of the engine, changed one at a time. */
export function mutantsOf(file: string): Mutant[] {
  const source = readFileSync(join(TIME, file));
  const found: Mutant[] = [];
  const visit = (node: unknown): void => {
    if (!isNode(node)) return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    const { span } = node;
    // The parser counts bytes from 1.
    const [at, to] = span ? [span.start - 1, span.end - 1] : [0, 0];
    const line = source.subarray(0, at).toString().split('\n').length;
    const written = isWritten(source.subarray(0, at).toString(), source.subarray(to).toString());
    for (const becomes of written ? changesOf(node) : []) {
      found.push({ file, at, to, line, was: source.subarray(at, to).toString(), becomes });
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'span' && isNode(value)) visit(value);
  };
  visit(parseSync(source.toString(), { syntax: 'ecmascript', target: 'es2022' }));
  return found;
}

export type Engine = typeof Calendar & typeof Dates & typeof Deadline;

/** Loads the engine's files afresh, one of them with a constant changed; everything else is the real thing. */
export function loadEngine(mutant?: Mutant): Engine {
  const loaded = new Map<string, { exports: Record<string, unknown> }>();
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    const real = createRequire(path);
    const requireHere = (id: string): unknown => {
      const target = real.resolve(id);
      return dirname(target) === TIME ? load(target) : require(target);
    };
    let source = readFileSync(path);
    if (mutant && path === join(TIME, mutant.file)) {
      source = Buffer.concat([source.subarray(0, mutant.at), Buffer.from(mutant.becomes), source.subarray(mutant.to)]);
    }
    vm.compileFunction(source.toString(), ['exports', 'require', 'module'])(module.exports, requireHere, module);
    return module.exports;
  };
  const files = ['calendar.js', 'dates.js', 'deadline.js'].map((file) => load(join(TIME, file)));
  return Object.assign({}, ...files) as Engine;
}

/** Runs a check that a changed constant may send round for ever; out of time is as red as wrong. */
export function isRed(check: () => boolean, milliseconds = 1000): boolean {
  try {
    return !vm.runInNewContext('check()', { check }, { timeout: milliseconds });
  } catch {
    return true;
  }
}
