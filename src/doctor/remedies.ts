/** What to do, where several checks can have the same answer. */

export const DEPLOY =
  'Put the Functions onto the keyset and start them: npm run functions:deploy, or by hand as docs/deploy.md tells.';

export const SAME_SECRET =
  "PIGDIN_SECRET must be the same in .env and in PubNub's vault: npm run functions:deploy -- --secrets writes it there.";

export const READ_LOG = 'Read its log in the PubNub Admin Portal, under Functions; then run this again.';

/** @param name as the Admin Portal calls it */
export const switchOn = (name: string): string =>
  `PubNub Admin Portal → your app → your keyset: switch on ${name}. It may take a minute.`;

export const SIGN_IN_AGAIN = 'This person types /pigdin connect in Slack and signs in again.';
