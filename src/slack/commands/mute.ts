import { texts } from '../../bridge/texts.ts';
import { quoted, say } from '../views/message.ts';
import { forOwners } from './asked.ts';
import { roomOf } from './room-of.ts';

const toMuted = (isMuted: boolean) =>
  forOwners(async (asked) => {
    const found = await roomOf(asked, isMuted ? 'mute' : 'unmute');
    if ('answer' in found) return found.answer;
    await asked.bridge.rooms.mute(asked.account, found.room, isMuted);
    return say((isMuted ? texts.muted : texts.unmuted)(quoted(found.room.title)));
  });

/** Keeps new messages of a room in Webex. */
export const mute = toMuted(true);
export const unmute = toMuted(false);
