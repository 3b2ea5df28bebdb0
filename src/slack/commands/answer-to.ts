import type { Portal } from '../../bridge/model.ts';
import { helpList, unknownCommand, usage } from '../views/help.ts';
import type { Answer, Asked } from './asked.ts';
import type { Parsed } from './parse.ts';
import { run } from './run.ts';

/** The answer to what somebody typed, wherever they did. */
export async function answerTo(parsed: Parsed, asked: Asked): Promise<Answer> {
  switch (parsed.kind) {
    case 'nothing':
      return helpList();
    case 'unknown':
      return unknownCommand(parsed.word);
    case 'command': {
      const { missing } = parsed;
      // In the thread of a room it need not be named.
      const isUsable = missing === undefined || (missing.kind === 'room' && asked.isInThread);
      return isUsable ? run(parsed.name, { ...asked, args: parsed.args }) : usage(parsed.name);
    }
  }
}

/** Asked in the thread of a room: about the asker's own room, if they have it. */
export async function inRoomOf(asked: Asked, portal: Portal): Promise<Asked> {
  const account = asked.bridge.accounts.ofSlackUser(asked.team, asked.slackUser);
  const room = account && (await asked.bridge.rooms.portalOf(account, portal));
  return { ...asked, room, isInThread: true };
}
