import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  parse,
} from 'graphql';
import { type Cells, cellFor } from './export-values';
import type { ExportList } from './lists/export-list';

/** A list made ready for its schema: the operation that reads one page, and how its nodes become cells. */
export interface ExportQuery {
  readonly list: ExportList;
  readonly document: DocumentNode;
  /** What a filter may hold, and of what type; `first` and `after` are the export's own. */
  readonly variables: ReadonlyMap<string, GraphQLInputType>;
  readonly columns: readonly Cells[];
}

const fieldOf = (type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> => {
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}`);
  return field;
};

const objectOf = (field: GraphQLField<unknown, unknown>): GraphQLObjectType => {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new Error(`${field.name} is no object`);
  return type;
};

/** `engagements { practitioner { person { name } } }` for all columns together. */
function selectionOf(paths: readonly (readonly string[])[]): string {
  const heads = new Map<string, (readonly string[])[]>();
  for (const [head, ...rest] of paths) {
    if (head !== undefined) heads.set(head, [...(heads.get(head) ?? []), rest]);
  }
  return [...heads]
    .map(([head, rests]) => {
      const deeper = rests.filter((rest) => rest.length > 0);
      return deeper.length ? `${head} { ${selectionOf(deeper)} }` : head;
    })
    .join(' ');
}

const PAGING = ['first', 'after'];

/** The operation is made from the schema's own arguments, so that an export filters exactly as the list does. */
export function exportQuery(schema: GraphQLSchema, list: ExportList): ExportQuery {
  const root = schema.getQueryType() as GraphQLObjectType;
  const fields: GraphQLField<unknown, unknown>[] = [];
  let type = root;
  for (const name of list.path) {
    const field = fieldOf(type, name);
    fields.push(field);
    type = objectOf(field);
  }
  const node = objectOf(fieldOf(objectOf(fieldOf(type, 'edges')), 'node'));
  const args = fields.flatMap((field) => field.args);
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const paths = list.columns.map(([, field]) => field.split('.'));
  const given = (field: GraphQLField<unknown, unknown>) =>
    field.args.length ? `(${field.args.map(({ name }) => `${name}: $${name}`).join(', ')})` : '';
  const page = `{ pageInfo { hasNextPage endCursor } edges { node { ${selectionOf(paths)} } } }`;
  const text = fields.reduceRight(
    (inner, field) => `${field.name}${given(field)} ${inner === page ? inner : `{ ${inner} }`}`,
    page,
  );
  return {
    list,
    document: parse(`query Export(${declared}) { ${text} }`),
    variables: new Map(args.filter(({ name }) => !PAGING.includes(name)).map(({ name, type }) => [name, type])),
    columns: list.columns.map(([heading, field]) => cellsOf(heading, field.split('.'), node)),
  };
}

function cellsOf(heading: string, path: readonly string[], node: GraphQLObjectType): Cells {
  let type = node;
  let leaf: GraphQLField<unknown, unknown> | null = null;
  for (const [at, name] of path.entries()) {
    leaf = fieldOf(type, name);
    if (at < path.length - 1) type = objectOf(leaf);
  }
  const named = getNamedType((leaf as GraphQLField<unknown, unknown>).type);
  const words = isEnumType(named)
    ? new Map(named.getValues().map(({ name, description }) => [name, description ?? name]))
    : null;
  const repeated = path.some((_, at) => isList(node, path.slice(0, at + 1)));
  return cellFor(heading, path, named.name, words, repeated);
}

function isList(node: GraphQLObjectType, path: readonly string[]): boolean {
  let type = node;
  let field: GraphQLField<unknown, unknown> | null = null;
  for (const name of path) {
    field = fieldOf(type, name);
    const named = getNamedType(field.type);
    if (isObjectType(named)) type = named;
  }
  return String(field?.type).startsWith('[');
}
