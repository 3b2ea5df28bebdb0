import { badRequest, malformed } from '../errors.ts';
import type { Integration, Person } from '../model.ts';
import type { State } from '../state.ts';

/** What an integration asks a person for. */
export interface Authorization {
  readonly integration: Integration;
  readonly redirectUri: string;
  readonly scopes: ReadonlySet<string>;
  readonly state?: string | undefined;
  readonly codeChallenge?: string | undefined;
}

/** Webex adds it to every grant by itself; integrations may ask for it without having registered it. */
const KEY_SCOPE = 'spark:kms';

/**
 * Reads the query of the authorize address. Throws while it is unknown where to send the browser back to; from then on
 * what is wrong is told to the integration, by the address returned as `refusedTo`.
 */
export function readAuthorization(
  state: State,
  query: Readonly<Record<string, string>>,
): { asked: Authorization } | { refusedTo: string } {
  const integration = state.integrations.get(query['client_id'] ?? '');
  if (!integration) throw malformed('Client Id is invalid');
  const redirectUri = redirectUriOf(integration, query['redirect_uri']);
  const asked = { integration, redirectUri, state: query['state'], codeChallenge: query['code_challenge'] };
  const refuse = (error: string): { refusedTo: string } => ({ refusedTo: backTo(asked, { error }) });
  if (query['response_type'] !== 'code') return refuse('unsupported_response_type');
  if (asked.codeChallenge !== undefined && query['code_challenge_method'] !== 'S256') return refuse('invalid_request');
  const scopes = grantableScopes(integration, query['scope']);
  if (!scopes) return refuse('invalid_scope');
  // Without a page nobody can pick who they are.
  if (query['prompt'] === 'none') return refuse('login_required');
  return { asked: { ...asked, scopes } };
}

/** Undefined where none is asked for, or one that the integration has not registered. */
export function grantableScopes(integration: Integration, asked = ''): ReadonlySet<string> | undefined {
  const scopes = asked.split(' ').filter((scope) => scope !== '');
  const known = scopes.every((scope) => scope === KEY_SCOPE || integration.scopes.includes(scope));
  return known && scopes.length > 0 ? new Set([...scopes, KEY_SCOPE]) : undefined;
}

/** Must be one of those registered, to the letter; may be left out when there is only one. */
function redirectUriOf({ redirectUris }: Integration, asked: string | undefined): string {
  const [only, ...others] = redirectUris;
  if (asked === undefined && only !== undefined && others.length === 0) return only;
  if (asked === undefined || !redirectUris.includes(asked)) {
    throw badRequest('The redirect_uri does not match one that is registered for the integration.');
  }
  return asked;
}

/** Where the browser goes after the person said yes. */
export function allow(state: State, person: Person, asked: Authorization): string {
  const { integration, scopes, redirectUri, codeChallenge } = asked;
  const code = state.codes.issue({ grant: { person, integration, scopes }, redirectUri, codeChallenge });
  return backTo(asked, { code });
}

export const deny = (asked: Authorization): string => backTo(asked, { error: 'access_denied' });

function backTo(asked: Pick<Authorization, 'redirectUri' | 'state'>, answer: Readonly<Record<string, string>>): string {
  const back = new URL(asked.redirectUri);
  for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
  if (asked.state !== undefined) back.searchParams.set('state', asked.state);
  return back.href;
}
