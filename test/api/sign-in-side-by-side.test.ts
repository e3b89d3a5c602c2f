import { beginAttempt } from '../../src/organizations/backoff';
import { Context } from '../../src/platform/context';
import { useWorld } from '../support/world';

const suite = useWorld();

/** Counts an attempt and takes it back, as a sign-in does around the password. */
async function succeed(login: string): Promise<string> {
  const attempt = await beginAttempt(new Context(suite.world.services, null, 'request', '203.0.113.1'), login);
  if (!('succeeded' in attempt)) return 'blocked';
  await attempt.succeeded();
  return 'signed in';
}

test('one person signing in several times at once from one address never meets a deadlock', async () => {
  for (let round = 0; round < 300; round += 1) {
    // One a little later than the other: its count begins while the other's is taken back.
    const later = async () => {
      await new Promise((wake) => setTimeout(wake, round % 8));
      return succeed('somebody');
    };
    expect(await Promise.all([succeed('somebody'), later(), later()])).toEqual(['signed in', 'signed in', 'signed in']);
  }
});
