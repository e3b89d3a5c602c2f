import type { DataSource } from 'typeorm';
import { StartRefused } from '../start-refused';
import { whyUnreachable } from './connection';
import { createDataSource } from './data-source';
import { READER_ROLE } from './roles';

const PLACE = `SELECT current_database() || ' ' || system_identifier::text AS place, current_user AS role FROM pg_control_system()`;

/**
 * The pool for what a reader of a peer review may see. It logs in as a role that can read nothing else, so that a mistake
 * in a query of ours gives away no file: what the role may not read, it cannot be asked for. Refused as any other role.
 */
export async function openBlind(readerUrl: string | null, pool: number, primary: DataSource): Promise<DataSource> {
  if (!readerUrl) {
    throw new StartRefused(
      `须设置 DATABASE_READER_URL（角色 ${READER_ROLE}，由 npm run database-roles 建立）(DATABASE_READER_URL is needed with DATABASE_URL)`,
    );
  }
  const blind = createDataSource({ url: readerUrl, pool, entities: [], applicationName: 'anzhi-reader' });
  try {
    await blind.initialize();
  } catch (error) {
    throw new StartRefused(whyUnreachable(readerUrl, error));
  }
  try {
    const [[here], [there]] = await Promise.all([blind.query(PLACE), primary.query(PLACE)]);
    if (here.role !== READER_ROLE) {
      throw new StartRefused(
        `DATABASE_READER_URL 须用角色 ${READER_ROLE} 登录，现为 ${here.role} (must log in as ${READER_ROLE})`,
      );
    }
    if (here.place !== there.place) {
      throw new StartRefused('DATABASE_READER_URL 与 DATABASE_URL 不是同一数据库 (not the same database)');
    }
    return blind;
  } catch (error) {
    await blind.destroy();
    throw error;
  }
}
