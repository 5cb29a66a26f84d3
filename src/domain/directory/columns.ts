/** The columns of a directory as CSV, in the order of CONTRACT.md. */
export const DIRECTORY_COLUMNS = [
  'kind',
  'id',
  'lastName',
  'firstName',
  'birthDate',
  'email',
  'division',
  'groups',
  'stsId',
  'ine',
  'eleveId',
  'establishment',
] as const;

export type DirectoryColumn = (typeof DIRECTORY_COLUMNS)[number];
