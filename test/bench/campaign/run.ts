import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

export const { values: options } = parseArgs({
  options: {
    files: { type: 'string', default: '5000' },
    reviews: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    reviewers: { type: 'string', default: '48' },
    readers: { type: 'string', default: '30' },
  },
});
export const [FILES, REVIEWS, SEED] = [Number(options.files), Number(options.reviews), Number(options.seed)];
export const READERS_PER_FILE = 2;
export const TITLE = '全市同行评估（基准）';

/** Steps with their times, and everything that is wrong. */
export class Run {
  readonly steps: { readonly step: string; readonly ms: number; readonly told: string }[] = [];
  readonly wrong: string[] = [];

  async step<T>(step: string, work: () => Promise<T>, told: (result: T) => string = () => ''): Promise<T> {
    const began = performance.now();
    const result = await work();
    const line = { step, ms: Math.round(performance.now() - began), told: told(result) };
    this.steps.push(line);
    process.stdout.write(`${line.step}: ${line.ms} ms ${line.told}\n`);
    return result;
  }

  expect(holds: boolean, otherwise: string): void {
    if (!holds) this.wrong.push(otherwise);
  }

  none(what: string, found: readonly string[]): void {
    if (found.length) this.wrong.push(`${what}: ${found.length}, such as ${found.slice(0, 3).join(' | ')}`);
  }

  table(): string {
    const width = Math.max(...this.steps.map(({ step }) => step.length));
    return this.steps
      .map(({ step, ms, told }) => `${step.padEnd(width)} ${String(ms).padStart(8)} ms  ${told}`)
      .join('\n');
  }
}
