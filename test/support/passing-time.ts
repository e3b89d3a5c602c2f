/**
 * Lets what asks this machine for the time – and not the world's clock – find that much time gone by, without anybody
 * having to wait for it. Timers are not moved.
 */
export function passingTime(): (milliseconds: number) => void {
  const now = Date.now;
  let gone = 0;
  afterAll(() => {
    Date.now = now;
  });
  return (milliseconds) => {
    gone += milliseconds;
    Date.now = () => now() + gone;
  };
}
