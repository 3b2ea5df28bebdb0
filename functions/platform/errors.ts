export type PlatformErrorCode =
  | 'unauthorized'
  | 'not-found'
  | 'forbidden'
  | 'not-in-room'
  | 'read-only'
  | 'too-long'
  | 'rate-limited'
  | 'invalid'
  | 'unavailable';

/** A platform did not do what it was asked. The message is a sentence for the user, without a token. */
export class PlatformError extends Error {
  readonly code: PlatformErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: PlatformErrorCode, message: string, retryAfterSeconds?: number) {
    super(message);
    this.name = 'PlatformError';
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export const isPlatformError = (error: unknown, ...codes: PlatformErrorCode[]): error is PlatformError =>
  error instanceof PlatformError && codes.includes(error.code);
