export default async function globalTeardown() {
  await ((globalThis as Record<string, unknown>).stopTestServer as () => Promise<void>)();
}
