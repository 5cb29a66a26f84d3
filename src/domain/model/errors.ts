/** Bad luck is an exception: technical trouble that is thrown, logged once at the edge, and retried where that can help. */

/** A technical failure with a code for machines and a word on whether trying again can help. Unknown errors count as retryable. */
export class AppError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { readonly retryable?: boolean; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = options.retryable ?? true;
  }
}

/**
 * A request that is refused: wrong input, not allowed, not there. `code` is a key of the catalogue and of the one table
 * that gives HTTP statuses and exit codes.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: string, values: Readonly<Record<string, string | number>> = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.values = values;
  }
}

/** The code that the system, the database or a library gave an error; empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** True unless the error says that a retry cannot help. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof Refusal) return false;
  return error instanceof AppError ? error.retryable : true;
}
