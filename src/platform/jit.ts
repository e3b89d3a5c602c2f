import { createHash } from 'node:crypto';
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  visit,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';

type Compiled = Extract<ReturnType<typeof compileQuery>, { query: unknown }>;

const KEPT = 500;

/**
 * Where graphql-jit could answer otherwise than graphql-js: variables that hold input objects (it turns omitted members
 * into null), introspection, and anything but a query.
 */
function mayCompile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): boolean {
  if (operation.operation !== 'query') return false;
  for (const { type } of operation.variableDefinitions ?? []) {
    const resolved = typeFromAST(schema, type as never);
    if (!resolved || isInputObjectType(getNamedType(resolved as never))) return false;
  }
  let introspects = false;
  visit(document, {
    [Kind.FIELD]: (field) => {
      if (field.name.value === '__schema' || field.name.value === '__type') introspects = true;
    },
  });
  return !introspects;
}

/**
 * Queries seen a second time run compiled. Compiled once for each query text and operation name; bounded.
 * An answer with errors is made again by graphql-js, because the two differ in how a null climbs.
 */
export function compiledQueries<C extends object>(): ApolloServerPlugin<C> {
  const seen = new Map<string, Compiled | 'once' | 'never'>();
  const keep = (key: string, value: Compiled | 'once' | 'never') => {
    seen.delete(key);
    seen.set(key, value);
    if (seen.size > KEPT) seen.delete(seen.keys().next().value as string);
  };
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ request, document, operation, operationName, schema, contextValue }) {
          const text = request.query;
          // No such operation in the document: what follows says so.
          if (!text || !operation) return null;
          const key = createHash('sha256')
            .update(text)
            .update('\0')
            .update(operationName ?? '')
            .digest('base64');
          let entry = seen.get(key);
          if (entry === undefined) {
            keep(key, mayCompile(schema, document, operation) ? 'once' : 'never');
            return null;
          }
          if (entry === 'once') {
            const compiled = compileQuery(schema, document, operationName ?? undefined);
            entry = isCompiledQuery(compiled) ? (compiled as Compiled) : 'never';
          }
          keep(key, entry);
          if (entry === 'never') return null;
          const result = await entry.query(undefined, contextValue, request.variables ?? {});
          if (result.errors?.length) return null;
          return {
            http: { status: undefined, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: result as never },
          };
        },
      };
    },
  };
}
