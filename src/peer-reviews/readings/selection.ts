import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/** Names of the fields asked for under a path below the field being answered, fragments included. */
export function askedUnder(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  path: readonly string[],
): ReadonlySet<string> {
  const fieldsOf = (set: SelectionSetNode | undefined): { name: string; under: SelectionSetNode | undefined }[] =>
    (set?.selections ?? []).flatMap((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return [{ name: selection.name.value, under: selection.selectionSet }];
        case Kind.INLINE_FRAGMENT:
          return fieldsOf(selection.selectionSet);
        default:
          return fieldsOf(fragments[selection.name.value]?.selectionSet);
      }
    });
  const bottom = path.reduce<readonly (SelectionSetNode | undefined)[]>(
    (sets, name) => sets.flatMap((set) => fieldsOf(set).flatMap((field) => (field.name === name ? [field.under] : []))),
    fieldNodes.map(({ selectionSet }) => selectionSet),
  );
  return new Set(bottom.flatMap((set) => fieldsOf(set).map(({ name }) => name)));
}
