import 'reflect-metadata';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { buildSchemaSync, getMetadataStorage, type NonEmptyArray } from 'type-graphql';
import { caseFileResolvers } from './case-files/resolvers';
import { CommitmentResolver } from './commitments/commitment.resolver';
import { organizationResolvers } from './organizations/resolvers';
import { blindResolvers } from './peer-reviews/blind/resolvers';
import { campaignResolvers } from './peer-reviews/campaigns/resolvers';
import { goldResolvers } from './peer-reviews/gold/gold.resolver';
import { readingResolvers } from './peer-reviews/readings/resolvers';
import { reviewFigureResolvers } from './peer-reviews/results/agreement.resolver';
import { settlingResolvers } from './peer-reviews/results/resolvers';
import { reviewerResolvers } from './peer-reviews/reviewers/resolvers';
import { DateTimeISO } from './platform/instant';
import { qualityCheckResolvers } from './quality-checks/resolvers';
import { standardResolvers } from './standards/standard.resolver';
import { subsidyResolvers } from './subsidies/resolvers';

// biome-ignore lint/complexity/noBannedTypes: type-graphql's own type for resolver classes
const resolvers: NonEmptyArray<Function> = [
  ...organizationResolvers,
  CommitmentResolver,
  ...caseFileResolvers,
  ...standardResolvers,
  ...qualityCheckResolvers,
  ...campaignResolvers,
  ...readingResolvers,
  ...blindResolvers,
  ...goldResolvers,
  ...reviewerResolvers,
  ...reviewFigureResolvers,
  ...settlingResolvers,
  ...subsidyResolvers,
];

/**
 * Fields that only read a property of their row lose type-graphql's wrapper: compiled queries then read them directly.
 * A row therefore holds plain values – no promises, no functions – wherever a field has no resolver of its own.
 */
function readPlainFieldsDirectly(schema: GraphQLSchema): GraphQLSchema {
  const resolved = new Set(
    getMetadataStorage().fieldResolvers.map(({ getObjectType, target, schemaName }) => {
      const owner = getObjectType?.() ?? target;
      const type = getMetadataStorage().objectTypes.find((candidate) => candidate.target === owner);
      return `${type?.name ?? (owner as { name: string }).name}.${schemaName}`;
    }),
  );
  for (const type of Object.values(schema.getTypeMap())) {
    if (
      !isObjectType(type) ||
      type.name.startsWith('__') ||
      type === schema.getQueryType() ||
      type === schema.getMutationType()
    )
      continue;
    for (const field of Object.values(type.getFields())) {
      if (!resolved.has(`${type.name}.${field.name}`)) delete field.resolve;
    }
  }
  return schema;
}

let made: GraphQLSchema | null = null;

/**
 * Resolvers → schema; the printed form is schema/schema.graphql. It knows of no services: a process makes it once,
 * for all that serve it. What type-graphql would check on the way, by an introspection of the whole, Apollo and a test do.
 */
export function anzhiSchema(): GraphQLSchema {
  made ??= readPlainFieldsDirectly(
    buildSchemaSync({
      resolvers,
      validate: false,
      skipCheck: true,
      scalarsMap: [{ type: Date, scalar: DateTimeISO }],
    }),
  );
  return made;
}
