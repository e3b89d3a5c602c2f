import { registerEnumType } from 'type-graphql';

/** A GraphQL enum over codes that rows hold as text: one line for each value, with its description. */
export function codesOf<T extends string>(
  name: string,
  description: string,
  values: Readonly<Record<T, string>>,
): Readonly<{ [K in T]: K }> {
  const codes = Object.fromEntries(Object.keys(values).map((value) => [value, value])) as { [K in T]: K };
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
  ) as Record<T, { description: string }>;
  registerEnumType(codes, { name, description, valuesConfig });
  return codes;
}
