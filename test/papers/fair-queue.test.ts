import { FairQueue } from '../../src/papers/reading/fair-queue';
import { PaperReader, ReaderBusy } from '../../src/papers/reading/paper-reader';
import { pdf, useFolder } from '../support/papers';

const folder = useFolder();

test('who waits is served in turn, each their own in the order of asking', () => {
  const queue = new FairQueue<string>(100, 50);
  for (const order of ['a1', 'a2', 'a3', 'b1', 'a4', 'c1', 'b2']) queue.push(order.charAt(0), order);
  expect(Array.from({ length: 8 }, () => queue.shift())).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4', undefined]);
});

test('nobody fills the queue for others, and all together fill it', () => {
  const queue = new FairQueue<number>(5, 3);
  for (const order of [1, 2, 3]) queue.push('a', order);
  expect([queue.hasRoom('a'), queue.hasRoom('b')]).toEqual([false, true]);
  for (const order of [4, 5]) queue.push('b', order);
  expect(queue.hasRoom('c')).toBe(false);
  queue.shift();
  expect([queue.hasRoom('a'), queue.hasRoom('c')]).toEqual([true, true]);
});

test('a reader whom one account gives hundreds of papers reads the next account’s paper next', async () => {
  const reader = new PaperReader({ processes: 1, seconds: 20, patience: 6, megabytes: 1024, font: null });
  const path = folder.write('good', await pdf(1));
  let [read, busy] = [0, 0];
  for (let order = 0; order < 300; order += 1) {
    reader.inspect(path, 'one').then(
      () => {
        read += 1;
      },
      (error) => {
        if (error instanceof ReaderBusy) busy += 1;
      },
    );
  }
  try {
    await expect(reader.inspect(path, 'other')).resolves.toMatchObject({ pages: 1 });
    expect(read).toBeLessThan(4);
    expect(busy).toBeGreaterThan(100);
  } finally {
    reader.close();
  }
});
