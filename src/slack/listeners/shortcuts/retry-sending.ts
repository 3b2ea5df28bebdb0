import type { App, MessageShortcut } from '@slack/bolt';
import { texts } from '../../../bridge/texts.ts';
import { answer } from '../../answering.ts';
import { forOwners } from '../../commands/asked.ts';
import { attempt } from '../../commands/run.ts';
import { asAsked, doerOf, type Desk } from '../../desk.ts';
import { SHORTCUTS } from '../../views/ids.ts';
import { say } from '../../views/message.ts';
import { targetOf, type Target } from './target.ts';

/** Sends a reply again that could not be sent, and what became of it since. */
export function register(app: App, desk: Desk): void {
  app.shortcut<MessageShortcut>(SHORTCUTS.retry, async ({ ack, shortcut, client, respond }) => {
    await ack();
    const doer = doerOf(shortcut, client);
    const target = targetOf(shortcut);
    const asked = asAsked(desk, doer, { responseUrl: shortcut.response_url });
    const work = attempt(asked, SHORTCUTS.retry, () => retry(target)(asked));
    await answer({ ...doer, respond, log: desk.log, threadTs: target.thread.ts }, work);
  });
}

const retry = ({ message }: Target) =>
  forOwners(async ({ account, bridge }) => {
    const parked = bridge
      .parkedOf(account)
      .filter(({ channel, ts }) => channel === message.channel && ts === message.ts);
    for (const { id } of parked) await bridge.retry(id, account.slackUser);
    if (parked.length > 0) return say(texts.retrying(parked.length));
    return say(bridge.isWaiting(account, message) ? texts.stillWaiting : texts.notParked);
  });
