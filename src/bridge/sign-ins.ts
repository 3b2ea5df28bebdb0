/** Signing in at Webex, the app's side: the address behind the button, and who asked for it. */
import { createHash, randomUUID } from 'node:crypto';
import type { PendingSignIn } from './model.ts';
import { hmac } from './sign.ts';
import { formatState, SIGN_IN_PATH, signInText, verifierText, type SignIn, type SignInOutcome } from './sign-in.ts';
import type { Table } from './store.ts';

/** What Pigdin may do as the user; each is registered with the Webex integration. */
const SCOPES = [
  'spark:people_read',
  'spark:rooms_read',
  'spark:memberships_read',
  'spark:messages_read',
  'spark:messages_write',
];

/** A link may be followed long after it has expired, and its user is told so. */
const REMEMBERED_MS = 24 * 3_600_000;

export interface SignInOptions {
  /** Of the Webex integration. */
  readonly clientId: string;
  readonly webexApiUrl: string;
  readonly functionsUrl: string;
  /** Shared with the Functions. */
  readonly secret: string;
}

/** Of Webex's page for one sign-in. */
export function signInAddress(
  { clientId, webexApiUrl, functionsUrl, secret }: SignInOptions,
  asked: Omit<SignIn, 'redirectUri'>,
): string {
  const signIn = { ...asked, redirectUri: `${functionsUrl}${SIGN_IN_PATH}` };
  const state = formatState(signIn, hmac(secret, signInText(signIn)));
  const challenge = createHash('sha256')
    .update(hmac(secret, verifierText(state)))
    .digest('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: signIn.redirectUri,
    scope: SCOPES.join(' '),
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  return `${webexApiUrl}/authorize?${query.toString()}`;
}

export class SignIns {
  readonly #table: Table<PendingSignIn>;
  readonly #options: SignInOptions;

  constructor(table: Table<PendingSignIn>, options: SignInOptions) {
    this.#table = table;
    this.#options = options;
  }

  /**
   * @param email of the Slack user, as Slack tells it: whoever has another at Webex is asked whether it is them
   * @returns the address of Webex's page, good for ten minutes and one sign-in by this Slack user
   */
  async begin(asked: Omit<PendingSignIn, 'id' | 'told'>, email = '', at = Date.now()): Promise<string> {
    const id = randomUUID();
    await this.#table.set(id, { ...asked, id }, REMEMBERED_MS);
    return signInAddress(this.#options, { id, team: asked.team, user: asked.slackUser, email, at });
  }

  /** Undefined for a sign-in that this app did not begin, or that is over. */
  find(id: string): Promise<PendingSignIn | undefined> {
    return this.#table.get(id);
  }

  /** Notes what the user has been told: PubNub may deliver it twice. */
  async told(pending: PendingSignIn, outcome: SignInOutcome): Promise<void> {
    await this.#table.set(pending.id, { ...pending, told: [...(pending.told ?? []), outcome] }, REMEMBERED_MS);
  }
}
