/** From whatever was thrown to an entry of the table of refusals, and from there to problem+json (RFC 9457). */

import { AppError, Refusal } from '../../domain/model/errors.ts';
import type { Language } from '../../domain/model/language.ts';
import { type DescribedRefusal, describeRefusal } from '../../domain/model/refusals.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}

/** Codes of fastify and of its multipart parser, in our words. */
const FRAMEWORK_CODES: Readonly<Record<string, readonly [code: string, problem?: string]>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['media-type'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['media-type'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['bad-input', "le corps de la demande n'est pas du JSON"],
  FST_FILES_LIMIT: ['bad-input', 'un seul fichier est attendu'],
  FST_PARTS_LIMIT: ['bad-input', 'le formulaire a trop de champs'],
  FST_FIELDS_LIMIT: ['bad-input', 'le formulaire a trop de champs'],
  FST_PROTO_VIOLATION: ['bad-input', "le nom d'un champ n'est pas permis"],
  FST_ERR_BAD_URL: ['page-unknown'],
  FST_ERR_NOT_FOUND: ['page-unknown'],
  FST_ERR_MAX_PARAM_LENGTH: ['page-unknown'],
};

/** What is told of an error; unknown ones are technical trouble, whose words stay in the log. */
export function describeError(error: unknown, language: Language = 'fr'): DescribedRefusal {
  if (error instanceof Refusal) return describeRefusal(error.code, error.values, language);
  if (error instanceof AppError) return describeRefusal(error.code, {}, language);
  const { code, statusCode } = partsOf(error);
  const [known, problem] = FRAMEWORK_CODES[code] ?? [];
  if (known !== undefined) return describeRefusal(known, problem === undefined ? {} : { problem }, language);
  if (statusCode >= 400 && statusCode < 500)
    return describeRefusal('bad-input', { problem: 'la demande est mal formée' }, language);
  return describeRefusal('internal-error', {}, language);
}

export function problemOf({ code, http, title, detail }: DescribedRefusal): Problem {
  return { type: `urn:carillon:problem:${code}`, title, status: http, detail, code };
}

function partsOf(error: unknown): { readonly code: string; readonly statusCode: number } {
  if (typeof error !== 'object' || error === null) return { code: '', statusCode: 500 };
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    statusCode: 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500,
  };
}
