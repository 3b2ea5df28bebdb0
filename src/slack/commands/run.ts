import { BridgeError, describeError } from '../../bridge/errors.ts';
import { texts } from '../../bridge/texts.ts';
import { slackReason } from '../calls.ts';
import { ACTIONS } from '../views/ids.ts';
import { actions, button, quoted, say, section, type View } from '../views/message.ts';
import { whereOf } from '../views/status.ts';
import type { Answer, Asked, Verb } from './asked.ts';
import { connect } from './connect.ts';
import { disconnect } from './disconnect.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { move } from './move.ts';
import { mute, unmute } from './mute.ts';
import { newConversation } from './new.ts';
import { open } from './open.ts';
import { person } from './person.ts';
import { rooms } from './rooms.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import type { CommandName } from './table.ts';
import { who } from './who.ts';

const VERBS: Readonly<Record<CommandName, Verb>> = {
  connect,
  rooms,
  history,
  who,
  person,
  open,
  new: newConversation,
  mute,
  unmute,
  move,
  status,
  settings,
  disconnect,
  help,
};

/** Carries a command out. What fails is answered, too. */
export const run = (name: CommandName, asked: Asked): Promise<Answer> => attempt(asked, name, () => VERBS[name](asked));

/** @param what for the log */
export async function attempt(
  asked: Pick<Asked, 'team' | 'slackUser' | 'bridge' | 'log'>,
  what: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    asked.log.error({ what, error: describeError(error) }, 'something asked in Slack failed');
    return failed(asked, error);
  }
}

/** Slack's words for a channel that takes no messages of Pigdin. */
const CLOSED = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action']);

function failed({ team, slackUser, bridge }: Pick<Asked, 'team' | 'slackUser' | 'bridge'>, error: unknown): View {
  const account = bridge.accounts.ofSlackUser(team, slackUser);
  if (account?.signedOut) return signedOut();
  if (account && CLOSED.has(slackReason(error) ?? '')) return say(texts.cannotPost(whereOf(account)));
  return say(sentenceFor(error));
}

/** What a person is told of an error. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof BridgeError)) return texts.inside;
  if (error.code === 'webex-refused') return quoted(error.userMessage, 500);
  return error.retryable ? texts.unreachable : texts.inside;
}

const signedOut = (): View => ({
  text: texts.signedOut,
  blocks: [section(texts.signedOut), actions(button(ACTIONS.connect, texts.signInButton, { style: 'primary' }))],
});
