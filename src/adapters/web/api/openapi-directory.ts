/** How the API describes directories. */

import { DIRECTORY_KINDS } from '../../../domain/directory/directory.ts';
import { count, listOf, object, orNull, text } from './schema.ts';

const line = object(
  {
    kind: { enum: DIRECTORY_KINDS },
    name: text,
    division: text,
    fields: listOf({ ...text, description: 'What about the entry is another than before' }),
    before: { ...text, description: 'The name before' },
  },
  ['division', 'fields', 'before'],
);

export const directorySchemas: Record<string, object> = {
  DirectoryEntry: object(
    {
      id: text,
      kind: { enum: DIRECTORY_KINDS },
      name: { ...text, description: 'Of divisions and groups' },
      lastName: text,
      firstName: text,
      birthDate: orNull({ ...text, format: 'date' }),
      establishment: orNull(count),
      ids: {
        type: 'object',
        additionalProperties: text,
        description: 'Official identifiers: sts, ine, eleve, idpn, aaf',
      },
      byHand: { type: 'boolean' },
    },
    ['name', 'lastName', 'firstName', 'birthDate', 'byHand'],
  ),
  DirectoryFindings: object({
    source: { enum: ['csv', 'aaf', 'siecle', 'sts', 'export'] },
    mode: { enum: ['full', 'delta'] },
    year: orNull(text),
    isComing: { type: 'boolean', description: 'Kept apart until that school year is opened' },
    establishments: listOf(count),
    added: count,
    changed: count,
    left: count,
    unchanged: count,
    lines: object({ added: listOf(line), changed: listOf(line), left: listOf(line) }),
  }),
};

/** Fields of an upload of directory files. */
export const directoryUpload = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: object(
        {
          file: { type: 'string', format: 'binary', description: 'One file, or a zip of several' },
          establishment: { ...text, description: 'Number; absent: those that the files say' },
          year: { ...text, description: 'Start of the school year the files are for, where they do not say so' },
          fromExport: { enum: ['true', 'false'], description: 'The file is a timetable export' },
        },
        ['establishment', 'year', 'fromExport'],
      ),
    },
  },
};
