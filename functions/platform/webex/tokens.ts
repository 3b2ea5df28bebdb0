import type * as v from 'valibot';
import type { Runtime } from '../../runtime/runtime.ts';
import { isPlatformError, PlatformError } from '../errors.ts';
import type { Platform, Tokens } from '../platform.ts';
import type { Api } from './api.ts';
import { TokensSchema } from './schemas.ts';

export const webexTokens = (api: Api, runtime: Runtime): Pick<Platform, 'redeem' | 'refresh'> => {
  const grant = async (form: Record<string, string>, refused: string): Promise<Tokens> => {
    const granted = await api
      .call({ method: 'POST', path: '/access_token', form }, TokensSchema)
      .catch((error: unknown) => refusing(error, refused));
    return tokensOf(granted, runtime.now());
  };
  return {
    redeem: (client, { code, redirectUri, verifier }) =>
      grant(
        {
          grant_type: 'authorization_code',
          client_id: client.id,
          client_secret: client.secret,
          code,
          redirect_uri: redirectUri,
          code_verifier: verifier,
        },
        'Webex did not accept this sign-in. Please start again.',
      ),
    refresh: (client, refreshToken) =>
      grant(
        {
          grant_type: 'refresh_token',
          client_id: client.id,
          client_secret: client.secret,
          refresh_token: refreshToken,
        },
        'Webex has ended your sign-in. Please connect again.',
      ),
  };
};

/** Webex answers 400 to a code or token that it does not take; only a word about the client is our own fault. */
function refusing(error: unknown, sentence: string): never {
  if (!isPlatformError(error, 'invalid', 'unauthorized')) throw error;
  if (/client.?(id|secret)|invalid_client/i.test(error.message)) {
    throw new PlatformError('unavailable', "WEBEX_CLIENT_ID or WEBEX_CLIENT_SECRET in PubNub's vault is wrong.");
  }
  throw new PlatformError('unauthorized', sentence);
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
