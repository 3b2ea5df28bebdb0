import type { Refusal, RefusalCode } from '../../src/bridge/envelope.ts';
import { PlatformError, type PlatformErrorCode } from '../platform/errors.ts';

/** Ends a Function's work with an answer that a person understands. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: RefusalCode, reason: string, more: Partial<Omit<Refusal, 'code' | 'reason'>> = {}) {
    super(reason);
    this.name = 'Refused';
    this.refusal = { retryable: false, ...more, code, reason };
  }
}

/** The installation itself is wrong; the message names what to mend. Holds no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const CODES = {
  unauthorized: 'signed-out',
  'not-found': 'refused',
  forbidden: 'refused',
  'not-in-room': 'not-in-room',
  'read-only': 'read-only',
  'too-long': 'too-long',
  'rate-limited': 'rate-limited',
  invalid: 'refused',
  unavailable: 'unavailable',
} as const satisfies Record<PlatformErrorCode, RefusalCode>;

/** Whatever went wrong, as the Refusal that the publisher reads. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof ConfigurationError) {
    return { code: 'unavailable', reason: error.message, retryable: false };
  }
  if (error instanceof PlatformError) {
    const { code, message, retryAfterSeconds } = error;
    const retryable = code === 'rate-limited' || code === 'unavailable';
    return {
      code: CODES[code],
      reason: message,
      retryable,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  return { code: 'unavailable', reason: 'Something went wrong inside Pigdin. Please try again.', retryable: true };
}

/** A word for the log: never the message of a foreign error, which may quote what was being read. */
export function nameOf(error: unknown): string {
  if (error instanceof Refused) return error.refusal.code;
  if (error instanceof PlatformError) return error.code;
  if (error instanceof ConfigurationError) return error.message;
  return error instanceof Error ? error.name : typeof error;
}
