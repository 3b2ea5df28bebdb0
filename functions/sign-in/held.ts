/**
 * Tokens of a sign-in that waits for a word. Whoever is sent somebody else's button and follows it would give the other
 * one their rooms and their voice: so who is known at Webex under another address than in Slack is asked first.
 */
import * as v from 'valibot';
import { SIGN_IN_LIFETIME_MS, type SignIn } from '../../src/bridge/sign-in.ts';
import type { Person, Tokens } from '../platform/platform.ts';
import type { KeyValue } from '../runtime/runtime.ts';
import { Refused } from '../shared/refusal.ts';
import type { PageText } from './page.ts';

const TTL_MINUTES = SIGN_IN_LIFETIME_MS / 60_000;

const TokensSchema = v.object({
  accessToken: v.string(),
  refreshToken: v.string(),
  accessExpiresAt: v.optional(v.number()),
  refreshExpiresAt: v.optional(v.number()),
});

const keyOf = ({ id }: SignIn): string => `held:${id}`;

export const hold = (kv: KeyValue, signIn: SignIn, tokens: Tokens): Promise<void> =>
  kv.set(keyOf(signIn), tokens, TTL_MINUTES);

/** What was held, which is then held no longer. */
export async function release(kv: KeyValue, signIn: SignIn): Promise<Tokens> {
  const held = v.safeParse(TokensSchema, await kv.get(keyOf(signIn)));
  if (!held.success) throw new Refused('unavailable', 'Pigdin cannot find this sign-in any more.');
  await kv.remove(keyOf(signIn));
  return held.output;
}

/** Signed, it stands only on the page of whoever signed in at Webex: who began the sign-in cannot answer for them. */
export const confirmationText = (state: string): string => `pigdin confirmation\n${state}`;

export function question({ email }: SignIn, person: Person, fields: Readonly<Record<string, string>>): PageText {
  const asker = email === '' ? 'Somebody whose address Slack does not tell' : email;
  return {
    title: 'Is this you in Slack?',
    text:
      `${asker} asked in Slack to be connected to the Webex user ${person.name} (${person.email}). ` +
      'Whoever that is will read the Webex rooms of this user, and write there in their name.',
    next: 'If this is you, go on. If not, close this page: nothing is connected.',
    button: { label: 'Yes, this is me', fields },
  };
}
