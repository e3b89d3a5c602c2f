import type { Estimate, Interval } from '../../src/peer-reviews/statistics/estimate';

/** What a 95 % interval is held to over thousands of runs. */
export const PROMISED = { least: 93.5, most: 96.5 };

/** How many intervals held the truth. */
export class Tally {
  private hits = 0;
  private all = 0;
  private width = 0;
  private missing = 0;

  add(estimate: Estimate, truth: number): void {
    if (estimate.estimable && estimate.interval) this.addInterval(estimate.interval, truth);
    else this.missing += 1;
  }

  addInterval({ low, high }: Interval, truth: number): void {
    this.all += 1;
    this.width += high - low;
    if (low <= truth && truth <= high) this.hits += 1;
  }

  get share(): number {
    return (100 * this.hits) / this.all;
  }

  get told(): string {
    const without = this.missing ? `, ${this.missing} without interval` : '';
    return `${this.share.toFixed(2)} % of ${this.all}, mean width ${(this.width / this.all).toFixed(2)}${without}`;
  }
}
