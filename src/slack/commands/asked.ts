import type { webApi } from '@slack/bolt';
import type { Bridge } from '../../bridge/bridge.ts';
import type { Account, MessageRef } from '../../bridge/model.ts';
import type { KnownRoom } from '../../bridge/rooms.ts';
import type { Log } from '../../bridge/log.ts';
import { texts } from '../../bridge/texts.ts';
import { ACTIONS } from '../views/ids.ts';
import { actions, button, section, type View } from '../views/message.ts';
import type { Args } from './parse.ts';

/** Who asks, what they typed, and where. */
export interface Asked {
  readonly team: string;
  readonly slackUser: string;
  readonly args: Args;
  /** The room that was chosen from a menu, or whose thread this is. */
  readonly room?: KnownRoom | undefined;
  /** Asked in the thread of a room, be it the asker's or not. */
  readonly isInThread?: boolean;
  /** Where the answer can be replaced later; missing for what was written in a thread. */
  readonly responseUrl?: string | undefined;
  /** Opens one modal within three seconds; missing for what was written in a thread. */
  readonly triggerId?: string | undefined;
  readonly client: webApi.WebClient;
  /** The address of a message. */
  readonly addressOf: (message: MessageRef) => Promise<string>;
  readonly bridge: Bridge;
  readonly log: Log;
}

export interface OwnersAsked extends Asked {
  readonly account: Account;
}

/** Undefined where the answer is a modal. */
export type Answer = View | undefined;

/** Carries a command out, and answers only the person who asked. */
export type Verb = (asked: Asked) => Promise<Answer>;

/** For those who are connected; the others are told how to. */
export const forOwners =
  (verb: (asked: OwnersAsked) => Promise<Answer>): Verb =>
  async (asked) => {
    const account = asked.bridge.accounts.ofSlackUser(asked.team, asked.slackUser);
    return account ? verb({ ...asked, account }) : notConnected();
  };

const notConnected = (): View => ({
  text: texts.notConnected,
  blocks: [section(texts.notConnected), actions(button(ACTIONS.connect, texts.connectButton, { style: 'primary' }))],
});
