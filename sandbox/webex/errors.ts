import type { Fault } from '../faults.ts';

interface Extra {
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it differs from the description. */
  readonly summary?: string;
}

/** An answer that refuses a request, in Webex's words where they are known. */
export class WebexError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly summary: string;

  constructor(status: number, description: string, { headers = {}, summary = description }: Extra = {}) {
    super(description);
    this.name = 'WebexError';
    this.status = status;
    this.headers = headers;
    this.summary = summary;
  }

  /** The body of the answer. */
  json(trackingId: string): object {
    return { message: this.summary, errors: [{ description: this.message }], trackingId };
  }
}

/** A refusal by the sign-in service behind the API: RFC 6749's form, recorded with a `trackingID` of its own. */
export class OAuthError extends WebexError {
  readonly code: string;

  constructor(status: number, code: string, description: string) {
    super(status, description);
    this.name = 'OAuthError';
    this.code = code;
  }

  override json(trackingId: string): object {
    return { error: this.code, error_description: this.message, trackingID: trackingId };
  }
}

export const badRequest = (description: string): WebexError => new WebexError(400, description);
export const forbidden = (description: string): WebexError => new WebexError(403, description);
export const notFound = (description: string): WebexError => new WebexError(404, description);

/** Recorded from the real API: missing, malformed and expired tokens all get it. */
export const unauthorized = (): WebexError =>
  new WebexError(401, 'The request requires a valid access token set in the Authorization request header.');

export const noSuchRoom = (): WebexError => notFound('Could not find a room with provided ID.');

/** The generic sentence, with the cause below it. */
export const malformed = (description: string): WebexError =>
  new WebexError(400, description, {
    summary: 'The request could not be understood by the server due to malformed syntax.',
  });

export const tooManyRequests = (retryAfterSeconds: number): WebexError =>
  new WebexError(429, 'Too many requests have been sent; slow down.', {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });

/** For `faults.inject`: answers as Webex words them, such as a burst of 429 or a 503. */
export function refusal(error: WebexError): NonNullable<Fault['answer']> {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...error.headers },
    body: error.json('ROUTER_FAULT'),
  };
}
