import { QueryFailedError } from 'typeorm';
import { fromDatabase, isDatabaseAway } from '../../src/platform/database/away';
import { createDataSource } from '../../src/platform/database/data-source';

const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

test('a connection that breaks is the database only where the driver says so', () => {
  // As Node reports a sender of ours who cut an upload, and a store that is not to be reached.
  for (const error of [coded('ECONNRESET', 'aborted'), coded('ECONNREFUSED'), new Error('Connection terminated')]) {
    expect(isDatabaseAway(error)).toBe(false);
    expect(isDatabaseAway(new QueryFailedError('SELECT 1', [], error))).toBe(true);
    expect(isDatabaseAway(fromDatabase(error))).toBe(true);
  }
  expect(isDatabaseAway(fromDatabase(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])))).toBe(true);
  expect(isDatabaseAway(fromDatabase(coded('42P01')))).toBe(false);
  expect(isDatabaseAway(new QueryFailedError('SELECT 1', [], coded('57P01')))).toBe(true);
});

test('a connection that cannot be had is known as the database', async () => {
  const dataSource = createDataSource({
    url: 'postgres://nobody@localhost/none',
    pool: 1,
    entities: [],
    applicationName: 'anzhi-test',
  });
  const connect = (told: (error: Error) => void) => told(coded('ECONNREFUSED'));
  Object.assign(dataSource.driver, { master: { connect } });
  const refused = await dataSource
    .createQueryRunner('master')
    .query('SELECT 1')
    .catch((failed: unknown) => failed);
  expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  expect(isDatabaseAway(refused)).toBe(true);
});
