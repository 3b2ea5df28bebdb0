/** Which Function goes where. The build, the sandbox and the deployment read it. */
import type { SecretName } from './runtime/runtime.ts';

export type FunctionBinding = {
  /** Also of its entry, `functions/<name>.ts`, and of its file, `dist/functions/<name>.js`. */
  readonly name: string;
  /** What it reads from PubNub's vault; the others have defaults. */
  readonly secrets: readonly SecretName[];
  /** One sentence for the file's banner. */
  readonly does: string;
} & (
  | { readonly type: 'BEFORE_PUBLISH'; readonly channel: string }
  | { readonly type: 'ON_REQUEST'; readonly path: string }
  | { readonly type: 'ON_INTERVAL'; readonly minutes: number }
);

const ALL_SECRETS = ['PIGDIN_SECRET', 'PIGDIN_SETTINGS', 'WEBEX_CLIENT_ID', 'WEBEX_CLIENT_SECRET'] as const;

export const FUNCTIONS: readonly FunctionBinding[] = [
  {
    name: 'webex-user-update',
    type: 'BEFORE_PUBLISH',
    channel: 'webex-user-update',
    secrets: ALL_SECRETS,
    does: 'Sets up and removes Webex users.',
  },
  {
    name: 'webex-webhook',
    type: 'ON_REQUEST',
    path: 'webex/webhook',
    secrets: ALL_SECRETS,
    does: "Takes in what Webex reports, and publishes it on the PubNub channel of the message's room.",
  },
  {
    name: 'webex-publish',
    type: 'BEFORE_PUBLISH',
    channel: 'webex.*',
    secrets: ALL_SECRETS,
    does: 'Sends to Webex, as its user, what the app publishes with forwardToPlatform.',
  },
  {
    name: 'webex-oauth',
    type: 'ON_REQUEST',
    path: 'webex/oauth',
    secrets: ALL_SECRETS,
    does: 'Where Webex sends the browser back to after a sign-in: connects the person, and tells the app.',
  },
  {
    name: 'webex-query',
    type: 'ON_REQUEST',
    path: 'webex/query',
    secrets: ALL_SECRETS,
    does: 'Answers signed questions of the app: rooms, messages, members, people, results of sends.',
  },
  {
    name: 'webex-interval',
    type: 'ON_INTERVAL',
    minutes: 1,
    secrets: ALL_SECRETS,
    does: 'Looks after one account in each run: its tokens, its webhook, its record.',
  },
];
