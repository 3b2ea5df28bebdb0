import type { MessageShortcut } from '@slack/bolt';
import type { Account, MessageRef, Portal } from '../../../bridge/model.ts';
import type { Desk, Doer } from '../../desk.ts';

/** The message whose menu was used. */
export interface Target {
  readonly message: MessageRef;
  readonly thread: MessageRef;
}

export function targetOf({ channel, message }: MessageShortcut): Target {
  const threadTs: unknown = message['thread_ts'];
  const ts = typeof threadTs === 'string' ? threadTs : message.ts;
  return { message: { channel: channel.id, ts: message.ts }, thread: { channel: channel.id, ts } };
}

/** Whose room the user may see: their own, of the thread in which the message stands. */
export async function ownRoomAt(
  { bridge }: Desk,
  { team, slackUser }: Doer,
  { thread }: Target,
): Promise<{ readonly account: Account; readonly portal: Portal } | undefined> {
  const account = bridge.accounts.ofSlackUser(team, slackUser);
  const mirrored = await bridge.rooms.ofThread(thread);
  const portal = account && mirrored && (await bridge.rooms.portalOf(account, mirrored));
  return portal && { account, portal };
}
