/** One list that a user can see in the API, as a sheet: where it hangs, and which of its fields become columns. */
export interface ExportList {
  /** In the address: `/export/caseFiles.xlsx`. */
  readonly name: string;
  /** Name of the sheet and of the file. */
  readonly title: string;
  /** Fields from the root to the connection: the list itself, or the thing that it hangs on first. */
  readonly path: readonly [string] | readonly [string, string];
  readonly columns: readonly (readonly [heading: string, field: string])[];
}

/** What a file is known by, wherever it is named in a list. */
export const fileColumns = (at: string): [string, string][] => [
  ['案卷编号', `${at}number`],
  ['案件类型', `${at}caseKind`],
  ['阶段', `${at}stage`],
];
