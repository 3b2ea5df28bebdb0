import { refreshTokens } from '../users/session.ts';
import type { Asking } from './asking.ts';
import type { Answers } from '../../src/bridge/query.ts';

/** A file may take a while. */
const MIN_LIFE_MS = 10 * 60_000;

/** For up- and downloads, which Functions cannot do: their bodies are text. */
export async function token({ services, session }: Asking): Promise<Answers['token']> {
  const user = session.user();
  const endsSoon = user.accessExpiresAt !== undefined && user.accessExpiresAt - services.runtime.now() < MIN_LIFE_MS;
  const { accessToken, accessExpiresAt } = endsSoon ? await refreshTokens(services, user) : user;
  return { accessToken, expiresAt: accessExpiresAt };
}
