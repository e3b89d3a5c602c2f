import {
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Attempt } from './random-acts';
import type { Answer, World } from './world';

/** Reading these leaves a record or says who asked. */
const NOT_READ = ['personalData', 'receipt'];

const needsArguments = (field: GraphQLField<unknown, unknown>) => field.args.some(({ type }) => isNonNullType(type));

/** Every field of a type that needs no arguments, to a depth. */
function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const parts = Object.values(named.getFields()).flatMap((field) => {
    if (NOT_READ.includes(field.name) || needsArguments(field)) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    const inner = depth > 0 ? selection(field.type, depth - 1) : '';
    return inner ? [`${field.name} { ${inner} }`] : [];
  });
  return parts.join(' ');
}

const REFUSAL = `... on Refusal { code message findings { rule met provisions provenance text facts { name value } cure { text by before } } }
  ... on InputRefusal { problems { path message } }`;

/** Documents of the mutations, made from the schema itself. */
export class Operations {
  private readonly documents = new Map<string, string>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly depth: number,
  ) {}

  has(name: string): boolean {
    return name in (this.schema.getMutationType()?.getFields() ?? {});
  }

  document(name: string): string {
    const known = this.documents.get(name);
    if (known) return known;
    const field = this.schema.getMutationType()?.getFields()[name];
    if (!field) throw new Error(`no mutation ${name}`);
    const result = getNamedType(field.type);
    if (!isUnionType(result)) throw new Error(`${name} gives no union`);
    const input = field.args.find((argument) => argument.name === 'input')?.type;
    const success = result.getTypes().find((type) => type.name.endsWith('Success'));
    if (!input || !success) throw new Error(`${name} is no act`);
    const document = `mutation ($input: ${input}, $key: String!, $preview: Boolean!) {
      result: ${name}(input: $input, idempotencyKey: $key, preview: $preview) {
        __typename ... on ActSuccess { receipt { entryId preview replayed } } ... on ${success.name} { ${selection(success, this.depth)} } ${REFUSAL} } }`;
    this.documents.set(name, document);
    return document;
  }
}

export interface Answered {
  readonly status: number;
  readonly result: Answer | null;
  /** Codes of GraphQL errors; FAULT is a defect. */
  readonly errors: readonly string[];
  readonly body: string;
}

/** Sends an act over HTTP and gives everything that came back. */
export async function sendAct(
  world: World,
  operations: Operations,
  { name, by, input }: Attempt,
  key: string,
  preview = false,
): Promise<Answered> {
  const token = await by.current();
  const response = await fetch(world.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: operations.document(name), variables: { input, key, preview } }),
  });
  const body = await response.text();
  const answer = JSON.parse(body) as {
    data?: { result?: Answer } | null;
    errors?: { extensions?: { code?: string } }[];
  };
  return {
    status: response.status,
    result: answer.data?.result ?? null,
    errors: (answer.errors ?? []).map(({ extensions }) => extensions?.code ?? 'WITHOUT_CODE'),
    body,
  };
}
