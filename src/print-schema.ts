import { writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { anzhiSchema } from './schema';

export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(anzhiSchema()))}\n`;

if (require.main === module) {
  writeFileSync('schema/schema.graphql', printedSchema());
}
