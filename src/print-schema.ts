import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildAnzhiSchema } from './schema';

export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(buildAnzhiSchema()))}\n`;

if (require.main === module) {
  writeFileSync('schema/schema.graphql', printedSchema());
}
