import { z } from 'zod';
import { install, issueTokens, revokeTokens, ROTATING_TOKEN_SECONDS, uninstall, type Tokens } from '../installing.ts';
import type { Installation } from '../state/app.ts';
import { flag, text } from './args.ts';
import { ApiError } from './errors.ts';
import { botMethod, openMethod, type Method, type OpenCall } from './method.ts';

const access = openMethod('anyone', {
  tier: 'special',
  args: z.object({
    client_id: text.optional(),
    client_secret: text.optional(),
    code: text.optional(),
    redirect_uri: text.optional(),
    grant_type: z.string().default('authorization_code'),
    refresh_token: text.optional(),
  }),
  run: (call, args) => {
    requireClient(call, args.client_id, args.client_secret);
    if (args.grant_type === 'refresh_token') return refresh(call, args.refresh_token ?? '');
    if (args.grant_type !== 'authorization_code') throw new ApiError('invalid_grant_type');
    return exchange(call, args.code ?? '', args.redirect_uri);
  },
});

const revoke = botMethod({
  tier: 't3',
  args: z.object({ test: flag }),
  run: ({ core, installation, request }, args) => {
    if (args.test) return { revoked: false };
    revokeTokens(core, installation, request.token);
    return { revoked: true };
  },
});

const uninstallApp = botMethod({
  tier: 't1',
  args: z.object({ client_id: text, client_secret: text }),
  run: (call, args) => {
    requireClient(call, args.client_id, args.client_secret);
    uninstall(call.core, call.installation);
    return {};
  },
});

export const oauthMethods: Readonly<Record<string, Method>> = {
  'oauth.v2.access': access,
  'auth.revoke': revoke,
  'apps.uninstall': uninstallApp,
};

function requireClient({ core: { app }, request: { basic } }: OpenCall, id?: string, secret?: string): void {
  if ((id ?? basic?.id) !== app.clientId) throw new ApiError('invalid_client_id');
  if ((secret ?? basic?.secret) !== app.clientSecret) throw new ApiError('bad_client_secret');
}

function exchange({ core }: OpenCall, name: string, redirectUri: string | undefined): object {
  const code = core.authorizationCodes.take(name);
  if (!code) throw new ApiError('invalid_code');
  if (redirectUri !== undefined && redirectUri !== code.redirectUri) throw new ApiError('bad_redirect_uri');
  const installation = install(core, code.workspace, code.scopes);
  const tokens = issueTokens(core, installation, 'issued');
  return { ...granted(core.app.id, installation, tokens), authed_user: { id: code.user.id } };
}

function refresh({ core }: OpenCall, refreshToken: string): object {
  const installation = core.installations.takeRefreshToken(refreshToken);
  if (!installation?.isInstalled) throw new ApiError('invalid_refresh_token');
  return granted(core.app.id, installation, issueTokens(core, installation, 'refreshed'));
}

function granted(appId: string, { workspace, botUserId, scopes }: Installation, tokens: Tokens): object {
  const { accessToken, refreshToken } = tokens;
  return {
    access_token: accessToken,
    token_type: 'bot',
    scope: [...scopes].join(','),
    bot_user_id: botUserId,
    app_id: appId,
    team: { id: workspace.id, name: workspace.name },
    enterprise: null,
    is_enterprise_install: false,
    ...(refreshToken !== undefined ? { refresh_token: refreshToken, expires_in: ROTATING_TOKEN_SECONDS } : {}),
  };
}
