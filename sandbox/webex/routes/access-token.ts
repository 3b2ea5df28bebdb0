import { Hono } from 'hono';
import { malformed, OAuthError } from '../errors.ts';
import { json, type WebexEnv } from '../http/context.ts';
import type { Integration } from '../model.ts';
import { clientOf, readForm } from '../oauth/client.ts';
import { invalidGrant } from '../oauth/codes.ts';
import type { State } from '../state.ts';
import type { TokensJson } from '../tokens.ts';

type Form = Readonly<Record<string, string>>;

/** Where an integration exchanges its code, and refreshes its tokens. */
export function accessTokenRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  routes.post('/', async (context) => {
    const form = await readForm(context);
    const integration = clientOf(state, context, form);
    if (form['grant_type'] === 'authorization_code') return json(context, exchange(state, integration, form));
    if (form['grant_type'] === 'refresh_token') return json(context, refresh(state, integration, form));
    throw new OAuthError(400, 'unsupported_grant_type', 'The grant_type is missing or not supported.');
  });
  return routes;
}

function exchange(state: State, integration: Integration, form: Form): TokensJson {
  if (!form['code']) throw malformed('code cannot be null or empty');
  const { redirect_uri: redirectUri, code_verifier: codeVerifier } = form;
  const grant = state.codes.redeem(form['code'], { integration, redirectUri, codeVerifier });
  state.journal.add({ type: 'tokens', change: 'issued', personId: grant.person.id });
  return state.tokens.issue(grant);
}

function refresh(state: State, integration: Integration, form: Form): TokensJson {
  if (!form['refresh_token']) throw malformed('refresh_token cannot be null or empty');
  const refreshed = state.tokens.refresh(form['refresh_token'], integration);
  if (!refreshed) throw invalidGrant('The refresh token provided is expired, revoked, malformed, or invalid.');
  state.journal.add({ type: 'tokens', change: 'refreshed', personId: refreshed.grant.person.id });
  return refreshed.tokens;
}
