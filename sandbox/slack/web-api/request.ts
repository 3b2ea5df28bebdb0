import type { HonoRequest } from 'hono';
import { ApiError } from './errors.ts';

/** What a call brought along. */
export interface ApiRequest {
  readonly args: Readonly<Record<string, unknown>>;
  /** From the Authorization header, or the `token` field of a form. */
  readonly token: string | undefined;
  /** From HTTP Basic, as `oauth.v2.access` takes it. */
  readonly basic: { readonly id: string; readonly secret: string } | undefined;
  /** Slack's remarks on the content type. */
  readonly warnings: readonly string[];
}

/** Reads query, form or JSON. A token in the query or in JSON does not count, as Slack documents. */
export async function readRequest(request: HonoRequest): Promise<ApiRequest> {
  const query = request.query();
  const body = request.method === 'POST' ? await readBody(request) : {};
  const { token: formToken, ...fields } = body;
  const { token: _queryToken, ...rest } = query;
  const authorization = request.header('authorization') ?? '';
  const bearer = /^Bearer +(?<token>\S+)$/i.exec(authorization)?.groups?.['token'];
  const isForm = !(request.header('content-type') ?? '').startsWith('application/json');
  return {
    args: { ...rest, ...fields },
    token: bearer ?? (isForm && typeof formToken === 'string' ? formToken : undefined),
    basic: basicOf(authorization),
    warnings: charsetWarnings(request.header('content-type') ?? ''),
  };
}

function charsetWarnings(contentType: string): string[] {
  const hasCharset = contentType.includes('charset=');
  if (contentType.startsWith('application/json') && !hasCharset) return ['missing_charset'];
  return contentType.startsWith('application/x-www-form-urlencoded') && hasCharset ? ['superfluous_charset'] : [];
}

async function readBody(request: HonoRequest): Promise<Record<string, unknown>> {
  const [type = ''] = (request.header('content-type') ?? '').split(/ *;/, 1);
  switch (type) {
    case '':
      if ((await request.text()) !== '') throw new ApiError('missing_post_type');
      return {};
    case 'application/json':
      return readJson(await request.text());
    case 'application/x-www-form-urlencoded':
      return Object.fromEntries(new URLSearchParams(await request.text()));
    case 'multipart/form-data':
      return readForm(request);
    default:
      throw new ApiError('invalid_post_type');
  }
}

function readJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError('invalid_json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ApiError('json_not_object');
  return value as Record<string, unknown>;
}

async function readForm(request: HonoRequest): Promise<Record<string, unknown>> {
  try {
    return await request.parseBody();
  } catch {
    throw new ApiError('invalid_form_data');
  }
}

function basicOf(authorization: string): ApiRequest['basic'] {
  const encoded = /^Basic +(?<encoded>\S+)$/i.exec(authorization)?.groups?.['encoded'];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2);
  return { id, secret };
}
