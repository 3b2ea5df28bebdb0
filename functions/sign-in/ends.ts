import type { SignInOutcome } from '../../src/bridge/sign-in.ts';
import type { Person } from '../platform/platform.ts';
import type { PageText } from './page.ts';

/** How a sign-in ended, with a sentence for page and Slack alike. */
export interface End {
  readonly outcome: SignInOutcome;
  readonly reason: string;
  /** When connected. */
  readonly person?: Person;
}

const AGAIN = 'To try again, type /pigdin connect in Slack and press the new button.';

export const END_PAGES = {
  connected: {
    status: 200,
    title: 'You are connected',
    next: 'You can close this page and go back to Slack: Pigdin tells you there what happens next.',
  },
  denied: { status: 200, title: 'Nothing was changed', next: AGAIN },
  expired: { status: 410, title: 'This link is too old', next: AGAIN },
  replayed: {
    status: 409,
    title: 'This link was used before',
    next: 'Slack shows how it ended. If you are not connected, type /pigdin connect there and press the new button.',
  },
  refused: { status: 400, title: 'Webex did not sign you in', next: AGAIN },
  taken: {
    status: 409,
    title: 'Somebody else is connected',
    next: 'Sign in as another Webex user, or ask them to type /pigdin disconnect in Slack first.',
  },
  unavailable: { status: 503, title: 'This did not work just now', next: AGAIN },
} as const satisfies Record<SignInOutcome, Omit<PageText, 'text'> & { status: number }>;

/** For a state that is none of ours: nobody can be told. */
export const INVALID: PageText = {
  title: 'This link is not complete',
  text: 'It was not made by Pigdin, or a part of it got lost.',
  next: AGAIN,
};
