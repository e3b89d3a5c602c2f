/** Who waits is served in turn, one order for each: whoever orders much waits for their own, not everybody for theirs. */
export class FairQueue<T> {
  /** In the order in which they are served; nobody without an order is in it. */
  private readonly orders = new Map<string, T[]>();
  private count = 0;

  constructor(
    private readonly most: number,
    private readonly mostEach: number,
  ) {}

  hasRoom(whose: string): boolean {
    return this.count < this.most && (this.orders.get(whose)?.length ?? 0) < this.mostEach;
  }

  push(whose: string, order: T): void {
    const mine = this.orders.get(whose);
    if (mine) mine.push(order);
    else this.orders.set(whose, [order]);
    this.count += 1;
  }

  shift(): T | undefined {
    for (const [whose, mine] of this.orders) {
      const order = mine.shift();
      this.orders.delete(whose);
      if (mine.length) this.orders.set(whose, mine);
      this.count -= 1;
      return order;
    }
    return undefined;
  }
}
