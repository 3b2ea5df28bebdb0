/** An answer that refuses a request, in Webex's words where they are known. */
export class WebexError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, description: string, headers: Readonly<Record<string, string>> = {}) {
    super(description);
    this.name = 'WebexError';
    this.status = status;
    this.headers = headers;
  }
}

export const badRequest = (description: string): WebexError => new WebexError(400, description);
export const forbidden = (description: string): WebexError => new WebexError(403, description);
export const notFound = (description: string): WebexError => new WebexError(404, description);

/** Recorded from the real API: missing, malformed and expired tokens all get it. */
export const unauthorized = (): WebexError =>
  new WebexError(401, 'The request requires a valid access token set in the Authorization request header.');

export const noSuchRoom = (): WebexError => notFound('Could not find a room with provided ID.');

/** The body of every error. */
export interface ErrorJson {
  readonly message: string;
  readonly errors: readonly { readonly description: string }[];
  readonly trackingId: string;
}

export const errorJson = (description: string, trackingId: string): ErrorJson => ({
  message: description,
  errors: [{ description }],
  trackingId,
});
