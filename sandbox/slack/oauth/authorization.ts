import type { Core } from '../core.ts';
import type { User } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';

/** What an authorize link asks for. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string | undefined;
  /** Preselects a workspace. */
  readonly team: string | undefined;
}

/** Reads an authorize link; or says what Slack's page says instead of asking. */
export function readAuthorization({ app }: Core, query: URLSearchParams): AuthorizationRequest | string {
  const { redirect_urls: allowed, scopes } = app.manifest.oauth_config;
  const asked = (query.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
  const redirectUri = query.get('redirect_uri') ?? allowed[0] ?? '';
  if (query.get('client_id') !== app.clientId) return 'Invalid client_id parameter';
  if (!allowed.some((url) => redirectUri.startsWith(url))) return 'redirect_uri did not match any configured URIs';
  if (asked.length === 0) return 'Missing scope parameter';
  const unknown = asked.filter((scope) => !scopes.bot.includes(scope));
  if (unknown.length > 0) return `Invalid permissions requested: ${unknown.join(', ')}`;
  return {
    clientId: app.clientId,
    scopes: asked,
    redirectUri,
    state: query.get('state') ?? undefined,
    team: query.get('team') ?? undefined,
  };
}

/** A person presses Allow: where the browser goes then. */
export function allow(core: Core, request: AuthorizationRequest, workspace: Workspace, user: User): string {
  const { scopes, redirectUri, state } = request;
  const code = core.authorizationCodes.issue({ workspace, user, scopes, redirectUri });
  return withQuery(redirectUri, { code, state });
}

/** A person presses Cancel. */
export const deny = ({ redirectUri, state }: AuthorizationRequest): string =>
  withQuery(redirectUri, { error: 'access_denied', state });

function withQuery(address: string, query: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
