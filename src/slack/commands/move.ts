import { texts } from '../../bridge/texts.ts';
import { objectionTo } from '../channels.ts';
import { quoted, say } from '../views/message.ts';
import { forOwners } from './asked.ts';
import { roomOf } from './room-of.ts';

/** Mirrors a room elsewhere from now on. */
export const move = forOwners(async (asked) => {
  const { account, args, bridge, client, addressOf } = asked;
  const channel = args.channel ?? ({ kind: 'direct' } as const);
  const objection = await objectionTo(channel, client);
  if (objection !== undefined) return say(objection);
  const found = await roomOf(asked, 'move');
  if ('answer' in found) return found.answer;
  const id = channel.kind === 'channel' ? channel.id : undefined;
  const where = id === undefined ? texts.yourDirectMessages : `<#${id}>`;
  const title = quoted(found.room.title);
  const { portal, isNew } = await bridge.rooms.move(account, found.room, id);
  if (!isNew) return say(texts.movedAlready(title, where));
  const answer = texts.moved(title, where, await addressOf(portal.thread));
  return say(id === undefined ? answer : `${answer}\n${texts.everyoneReads(where)}`);
});
