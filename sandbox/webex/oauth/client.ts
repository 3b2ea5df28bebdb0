import { mediaType, unsupported } from '../http/body.ts';
import type { WebexContext } from '../http/context.ts';
import { malformed, OAuthError } from '../errors.ts';
import type { Integration } from '../model.ts';
import type { State } from '../state.ts';

/** The fields of a form; the last one wins where a name comes twice, and files are ignored. */
export async function readForm(context: WebexContext): Promise<Readonly<Record<string, string>>> {
  const type = mediaType(context);
  if (type !== 'application/x-www-form-urlencoded') throw unsupported(type);
  const fields = Object.entries(await context.req.parseBody());
  return Object.fromEntries(fields.filter((field): field is [string, string] => typeof field[1] === 'string'));
}

/** Who asks for tokens: by fields of the form, or by Basic authentication. PKCE does not replace the secret. */
export function clientOf(state: State, context: WebexContext, form: Readonly<Record<string, string>>): Integration {
  const basic = basicOf(context);
  const clientId = form['client_id'] ?? basic?.id;
  const secret = form['client_secret'] ?? basic?.secret;
  if (!clientId) throw malformed('client_id cannot be null or empty');
  const integration = state.integrations.get(clientId);
  if (!integration) throw malformed('Client Id is invalid');
  if (!secret) throw malformed('client_secret cannot be null or empty');
  if (secret !== integration.clientSecret) throw new OAuthError(401, 'invalid_client', 'Client authentication failed.');
  return integration;
}

function basicOf(context: WebexContext): { id: string; secret: string } | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(context.req.header('authorization') ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  return { id, secret: rest.join(':') };
}
