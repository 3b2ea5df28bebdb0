import { SIGN_IN_LIFETIME_MS, SIGN_IN_PATH, type SignIn } from '../../src/bridge/sign-in.ts';
import { isPlatformError } from '../platform/errors.ts';
import type { Person, Tokens } from '../platform/platform.ts';
import { nameOf, refusalOf } from '../shared/refusal.ts';
import type { Services } from '../shared/services.ts';
import { clientCredentials } from '../shared/settings.ts';
import { connectUser } from '../users/connect.ts';
import { loadUser, type Owner, type User } from '../users/record.ts';
import type { End } from './ends.ts';
import { hold, release } from './held.ts';

/** How far the app's clock may be ahead of PubNub's. */
const CLOCK_SKEW_MS = 60_000;

/** What the browser brought. */
export interface Redirect {
  readonly code: string | undefined;
  /** OAuth's. */
  readonly error: string | undefined;
  /** PKCE's, for exactly this state. */
  readonly verifier: string;
  /** The person was asked whether it is them in Slack, and said yes. */
  readonly confirmed: boolean;
}

/** Not the end yet: the person has to be asked. */
export interface Asked {
  readonly asked: Person;
}

/** Carries a signed sign-in out, once. Never rejects. */
export async function settle(services: Services, signIn: SignIn, redirect: Redirect): Promise<End | Asked> {
  const { runtime } = services;
  const age = runtime.now() - signIn.at;
  if (!(age <= SIGN_IN_LIFETIME_MS && age >= -CLOCK_SKEW_MS)) {
    return { outcome: 'expired', reason: 'A sign-in must be finished within ten minutes.' };
  }
  try {
    const step = redirect.confirmed ? 'confirmation' : 'sign-in';
    if ((await runtime.kv.increment(`${step}:${signIn.id}`)) > 1) {
      return { outcome: 'replayed', reason: 'Each sign-in works once.' };
    }
    if (redirect.error === 'access_denied') {
      return { outcome: 'denied', reason: 'You did not allow Pigdin to act for you at Webex.' };
    }
    return await enter(services, signIn, redirect);
  } catch (error) {
    runtime.log('a sign-in failed', { error: nameOf(error) });
    return { outcome: 'unavailable', reason: refusalOf(error).reason };
  }
}

async function enter(services: Services, signIn: SignIn, redirect: Redirect): Promise<End | Asked> {
  const { kv } = services.runtime;
  const tokens = redirect.confirmed ? await release(kv, signIn) : await redeem(services, signIn, redirect);
  if (!tokens) return { outcome: 'refused', reason: 'Webex did not accept this sign-in.' };
  const person = await services.platform.me(tokens.accessToken);
  const owner = { team: signIn.team, user: signIn.user };
  const before = await loadUser(kv, person.key);
  const isOwner = before?.owner !== undefined && isSame(before.owner, owner);
  if (before?.owner && !isOwner) {
    return {
      outcome: 'taken',
      reason: `The Webex user ${named(person)} is already connected to Pigdin by another Slack user.`,
    };
  }
  if (!isOwner && !redirect.confirmed && !isSameAddress(signIn.email, person.email)) {
    await hold(kv, signIn, tokens);
    return { asked: person };
  }
  await connectUser(withAddress(services, signIn), { person, tokens, owner, cause: signIn.id });
  return { outcome: 'connected', reason: sentenceFor(person, before), person };
}

/** Undefined when Webex does not take the code, or brought none. */
async function redeem(
  { platform, runtime }: Services,
  { redirectUri }: SignIn,
  { code, verifier }: Redirect,
): Promise<Tokens | undefined> {
  if (!code) return undefined;
  const client = await clientCredentials(runtime);
  return platform.redeem(client, { code, redirectUri, verifier }).catch((error: unknown) => {
    if (isPlatformError(error, 'unauthorized')) return undefined;
    throw error;
  });
}

/** Where the vault does not tell our address, the redirect does: it came here. */
function withAddress(services: Services, { redirectUri }: SignIn): Services {
  const { settings } = services;
  if (settings.functionsUrl !== undefined || !redirectUri.endsWith(SIGN_IN_PATH)) return services;
  return { ...services, settings: { ...settings, functionsUrl: redirectUri.slice(0, -SIGN_IN_PATH.length) } };
}

const isSame = (one: Owner, other: Owner): boolean => one.team === other.team && one.user === other.user;

const isSameAddress = (one: string, other: string): boolean => one !== '' && one.toLowerCase() === other.toLowerCase();

const named = ({ name, email }: Person): string => (email === '' || email === name ? name : `${name} (${email})`);

const sentenceFor = (person: Person, before: User | undefined): string =>
  before?.status === 'connected'
    ? `You were connected as ${named(person)} already; your sign-in has been renewed.`
    : `You are connected as ${named(person)}.`;
