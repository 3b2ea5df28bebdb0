/**
 * What went wrong at a border, told once for everybody: who failed, whether trying again can help, and what the person
 * concerned may read. Never carries a message body or a secret.
 */
import type { Refusal, RefusalCode } from './envelope.ts';

export type ErrorCode =
  | 'pubnub-unreachable'
  | 'pubnub-refused'
  | 'webex-refused'
  | 'function-missing'
  | 'unconfirmed'
  | 'mistaken'
  | 'slack-unreachable'
  | 'slack-refused'
  | 'thread-gone'
  | 'channel-closed'
  | 'bad-envelope'
  | 'file-refused'
  | 'store-failed';

interface BridgeErrorOptions {
  readonly cause?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly refusal?: RefusalCode;
  /** A sentence for the person concerned; by default the message itself. */
  readonly userMessage?: string;
}

export class BridgeError extends Error {
  override readonly name = 'BridgeError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** What a Function refused for. */
  readonly refusal: RefusalCode | undefined;
  readonly userMessage: string;

  constructor(code: ErrorCode, message: string, options: BridgeErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.refusal = options.refusal;
    this.userMessage = options.userMessage ?? message;
  }
}

/** A Function refused to forward, and said why. */
export function refused(refusal: Refusal, cause?: unknown): BridgeError {
  return new BridgeError('webex-refused', `webex-publish refused: ${refusal.code}`, {
    cause,
    refusal: refusal.code,
    retryable: refusal.retryable,
    retryAfterMs: refusal.retryAfterSeconds === undefined ? undefined : refusal.retryAfterSeconds * 1000,
    userMessage: refusal.reason,
  });
}

/** Name, code and message of anything thrown: what a log line may say of it. */
export function describeError(error: unknown): { name: string; code?: string; message: string; cause?: string } {
  if (!(error instanceof Error)) return { name: 'unknown', message: 'something that is no Error was thrown' };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return { name: error.name, ...code, message: error.message, ...cause };
}
