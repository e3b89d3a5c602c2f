import 'reflect-metadata';
import { migrations } from './migrations';
import { readConfig } from './src/config';
import { entities } from './src/entities';
import { createDataSource } from './src/platform/database/data-source';
import { StartRefused } from './src/platform/start-refused';

const { ownerUrl } = readConfig();
if (!ownerUrl) throw new StartRefused('TypeORM的命令行需要 DATABASE_OWNER_URL（数据库所有者）');

/** For TypeORM's command line: `npm run build && npx typeorm -d dist/ormconfig.js migration:show`. */
export default createDataSource({ url: ownerUrl, pool: 2, entities, migrations, applicationName: 'anzhi-cli' });
