import { Hono } from 'hono';
import { malformed, notFound, OAuthError } from '../errors.ts';
import { json, type WebexEnv } from '../http/context.ts';
import type { Integration } from '../model.ts';
import { grantableScopes } from '../oauth/authorization.ts';
import { clientOf, readForm } from '../oauth/client.ts';
import { DEVICE_LIFETIME_S, POLL_INTERVAL_S } from '../oauth/devices.ts';
import { codePage, donePage, signInPage } from '../oauth/page.ts';
import type { State } from '../state.ts';
import { decided, signingIn } from './authorize.ts';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** An integration must have registered all of them for devices to sign in. */
export const DEVICE_REDIRECT_URIS = ['a', 'r', 'k', 'd'].map(
  (region) => `https://oauth-helper-${region}.wbx2.com/helperservice/v1/actions/device/callback`,
);

/** Signing in on another screen: a device shows a code, and polls until its person has entered it. */
export function deviceRoutes(state: State): Hono<WebexEnv> {
  const routes = new Hono<WebexEnv>();
  routes.post('/authorize', async (context) => {
    const form = await readForm(context);
    const integration = state.integrations.get(form['client_id'] ?? '');
    if (!integration || !takesDevices(integration)) throw malformed('Client Id is invalid');
    const scopes = grantableScopes(integration, form['scope']);
    if (!scopes) throw new OAuthError(400, 'invalid_scope', 'The requested scope is invalid.');
    const { deviceCode, userCode } = state.devices.start(integration, scopes);
    return json(context, {
      device_code: deviceCode,
      expires_in: DEVICE_LIFETIME_S,
      user_code: userCode,
      verification_uri: `${state.apiUrl}/device`,
      verification_uri_complete: `${state.apiUrl}/device?user_code=${userCode}`,
      interval: POLL_INTERVAL_S,
    });
  });
  routes.post('/token', async (context) => {
    const form = await readForm(context);
    const integration = clientOf(state, context, form);
    if (form['grant_type'] !== DEVICE_GRANT) {
      throw new OAuthError(400, 'invalid_request', 'The grant_type is missing or not supported.');
    }
    const grant = state.devices.redeem(form['device_code'] ?? '', integration);
    state.journal.add({ type: 'tokens', change: 'issued', personId: grant.person.id });
    return json(context, state.tokens.issue(grant));
  });
  routes.get('/', (context) => {
    const userCode = context.req.query('user_code');
    if (userCode === undefined) return context.html(codePage());
    const device = state.devices.showing(userCode);
    if (!device) throw notFound('No device waits with this code.');
    return context.html(signInPage({ ...device, people: signingIn(state) }));
  });
  routes.post('/', async (context) => {
    const device = state.devices.showing(context.req.query('user_code') ?? '');
    if (!device) throw notFound('No device waits with this code.');
    device.outcome = decided(state, await readForm(context)) ?? 'denied';
    return context.html(donePage('You may close this page and go back to your device.'));
  });
  return routes;
}

const takesDevices = ({ redirectUris }: Integration): boolean =>
  DEVICE_REDIRECT_URIS.every((uri) => redirectUris.includes(uri));
