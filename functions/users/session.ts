import { isPlatformError } from '../platform/errors.ts';
import type { Tokens } from '../platform/platform.ts';
import { publishAccount } from '../envelopes/account.ts';
import { Refused } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import { clientCredentials } from '../shared/settings.ts';
import { changeUser, loadUser, saveUser, silent, type User } from './record.ts';

/** Acts at the platform as one user. */
export interface Session {
  /** As it is now: a refresh changes the tokens. */
  readonly user: () => User;
  /** Calls with the user's token; when the platform refuses it, once in a session, with a new one. */
  readonly run: <Result>(call: (token: string) => Promise<Result>) => Promise<Result>;
}

export function openSession(services: Services, opened: User): Session {
  let user = opened;
  let renewed = false;
  return {
    user: () => user,
    run: async (call) => {
      try {
        return await call(user.accessToken);
      } catch (error) {
        if (renewed || !isPlatformError(error, 'unauthorized')) throw error;
        renewed = true;
        user = await renew(services, user);
        return call(user.accessToken);
      }
    },
  };
}

/** Another run may have refreshed just now: its token is as good as a new one. */
async function renew(services: Services, user: User): Promise<User> {
  const stored = await loadUser(services.runtime.kv, user.key);
  return stored && stored.accessToken !== user.accessToken ? stored : refreshTokens(services, user);
}

/** Stores and gives the user with new tokens. When the platform refuses for good, says so to the app and in the record. */
export async function refreshTokens(services: Services, user: User): Promise<User> {
  const { runtime, platform } = services;
  const client = await clientCredentials(runtime);
  let tokens: Tokens;
  try {
    tokens = await platform.refresh(client, user.refreshToken);
  } catch (error) {
    if (!isPlatformError(error, 'unauthorized')) throw error;
    const current = await loadUser(runtime.kv, user.key);
    // A refresh token may be good only once, and another run was faster.
    if (current && current.tokensAt > user.tokensAt) return current;
    if (current?.status === 'connected') await signOut(services, current);
    throw new Refused('signed-out', error.message);
  }
  const change = { ...tokens, tokensAt: runtime.now(), status: 'connected' } as const;
  await changeUser(runtime.kv, user, change);
  return { ...user, ...change };
}

/** What is reported from now on cannot be fetched: once the user signs in again, it has to be asked for. */
async function signOut(services: Services, user: User): Promise<void> {
  const { runtime } = services;
  await saveUser(runtime.kv, { ...user, ...silent(user), status: 'signed-out' });
  await runtime.objects.setUser(user.key, { status: 'signed-out' });
  await publishAccount(services, user, { status: 'signed-out', cause: `${user.tokensAt}` });
}
