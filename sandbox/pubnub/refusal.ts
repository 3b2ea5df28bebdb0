import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error answer of PubNub's: thrown anywhere, written out in one place. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: unknown;

  constructor(status: ContentfulStatusCode, body: unknown) {
    super(`PubNub refused with ${status}: ${JSON.stringify(body)}`);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

/** The shape of most errors outside of publish. */
export const serviceError = (status: ContentfulStatusCode, service: string, message: string): Refusal =>
  new Refusal(status, { status, error: true, service, message });

export const invalidSubscribeKey = (): Refusal => serviceError(400, 'Access Manager', 'Invalid Subscribe Key');

/** PubNub answers JSON as `text/javascript`; the SDK insists on a content type that names either. */
export function answer(context: Context, body: unknown, status: ContentfulStatusCode = 200): Response {
  return context.body(JSON.stringify(body), status, {
    'content-type': 'text/javascript; charset="UTF-8"',
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
  });
}
