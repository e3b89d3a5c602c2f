import { DefaultNamingStrategy, getMetadataArgsStorage } from 'typeorm';

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** camelCase in code, snake_case in the database. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? snake(propertyName);
  }
}

// biome-ignore lint/complexity/noBannedTypes: TypeORM's own type for an entity class
export type EntityClass<Row = unknown> = Function & { prototype: Row };

interface KnownColumn {
  readonly column: string;
  readonly property: string;
  readonly type: unknown;
}

const cache = new Map<EntityClass, readonly KnownColumn[]>();

const columns = (entity: EntityClass) => {
  let known = cache.get(entity);
  if (!known) {
    known = getMetadataArgsStorage()
      .columns.filter((column) => column.target === entity)
      .map(({ propertyName, options }) => ({
        column: options.name ?? snake(propertyName),
        property: propertyName,
        type: options.type,
      }));
    cache.set(entity, known);
  }
  return known;
};

/** Select list that gives plain rows in the shape of an entity: `c.case_kind AS "caseKind", …`. */
export const columnsOf = (entity: EntityClass, alias: string, without: readonly string[] = []): string =>
  columns(entity)
    .filter(({ property }) => !without.includes(property))
    .map(({ column, property }) => `${alias}.${column} AS "${property}"`)
    .join(', ');

export const tableOf = (entity: EntityClass): string => {
  const table = getMetadataArgsStorage().tables.find((candidate) => candidate.target === entity);
  if (!table?.name) throw new Error(`${entity.name} is no entity`);
  return table.name;
};

export const columnOf = (entity: EntityClass, property: string): string => {
  const found = columns(entity).find((candidate) => candidate.property === property);
  if (!found) throw new Error(`${entity.name} has no column ${property}`);
  return found.column;
};

type Revive = (row: Record<string, unknown>) => void;

/**
 * Rows that the database sent as JSON get back what JSON has no word for: instants, bytes, whole numbers beyond doubt.
 * One JSON text is read several times faster than as many single values.
 */
export function revivalOf(entity: EntityClass): Revive {
  const steps = columns(entity).flatMap(({ property, type }): Revive[] => {
    const remake = (made: (value: never) => unknown): Revive[] => [
      (row) => {
        const value = row[property];
        if (value !== null && value !== undefined) row[property] = made(value as never);
      },
    ];
    if (type === 'timestamptz') return remake((value: string) => new Date(value));
    if (type === 'bytea') return remake((value: string) => Buffer.from(value.slice(2), 'hex'));
    if (type !== 'bigint') return [];
    return remake((value: number) => {
      if (!Number.isSafeInteger(value)) throw new Error(`bigint ${value} is not a safe integer`);
      return value;
    });
  });
  return (row) => {
    for (const step of steps) step(row);
  };
}
