import type { World } from './world';

/** As the owner, who alone could: what a trigger of a table would stop. */
export async function withoutTrigger<T>(
  world: World,
  table: string,
  trigger: string,
  run: () => Promise<T>,
): Promise<T> {
  await world.rows(`ALTER TABLE ${table} DISABLE TRIGGER ${trigger}`);
  try {
    return await run();
  } finally {
    await world.rows(`ALTER TABLE ${table} ENABLE TRIGGER ${trigger}`);
  }
}
