import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { RegionsResolver } from './organizations/regions.resolver';

// biome-ignore lint/complexity/noBannedTypes: type-graphql's own type for resolver classes
const resolvers: NonEmptyArray<Function> = [RegionsResolver];

/** Resolvers → schema; the printed form is schema/schema.graphql. */
export const buildAnzhiSchema = (): GraphQLSchema =>
  buildSchemaSync({
    resolvers,
    validate: false,
    scalarsMap: [{ type: Date, scalar: GraphQLDateTimeISO }],
  });
