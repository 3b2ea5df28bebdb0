import type * as v from 'valibot';
import type { Runtime } from '../../runtime/runtime.ts';
import { isPlatformError, PlatformError } from '../errors.ts';
import type { Platform, Tokens } from '../platform.ts';
import type { Api } from './api.ts';
import { TokensSchema } from './schemas.ts';

export const webexTokens = (api: Api, runtime: Runtime): Pick<Platform, 'refresh'> => ({
  refresh: async (client, refreshToken) => {
    const form = {
      grant_type: 'refresh_token',
      client_id: client.id,
      client_secret: client.secret,
      refresh_token: refreshToken,
    };
    const granted = await api({ method: 'POST', path: '/access_token', form }, TokensSchema).catch(refusedForGood);
    return tokensOf(granted, runtime.now());
  },
});

/** Webex answers 400 to a refresh token that has expired or was revoked; only a word about the client is our own fault. */
function refusedForGood(error: unknown): never {
  if (!isPlatformError(error, 'invalid', 'unauthorized')) throw error;
  if (/client.?(id|secret)|invalid_client/i.test(error.message)) {
    throw new PlatformError('unavailable', "WEBEX_CLIENT_ID or WEBEX_CLIENT_SECRET in PubNub's vault is wrong.");
  }
  throw new PlatformError('unauthorized', 'Webex has ended your sign-in. Please connect again.');
}

function tokensOf(granted: v.InferOutput<typeof TokensSchema>, now: number): Tokens {
  const at = (seconds: number | undefined) => (seconds === undefined ? undefined : now + seconds * 1000);
  return {
    accessToken: granted.access_token,
    refreshToken: granted.refresh_token,
    accessExpiresAt: at(granted.expires_in),
    refreshExpiresAt: at(granted.refresh_token_expires_in),
  };
}
