import type { App } from '@slack/bolt';
import { answer } from '../../answering.ts';
import { answerTo } from '../../commands/answer-to.ts';
import { parseCommand } from '../../commands/parse.ts';
import { asAsked, type Desk } from '../../desk.ts';

/** Answers only the person who asked. Acknowledges first: Slack waits three seconds, Webex may take longer. */
export function register(app: App, desk: Desk): void {
  app.command('/pigdin', async ({ ack, command, client, respond }) => {
    await ack();
    const parsed = parseCommand(command.text);
    const doer = { team: command.team_id, slackUser: command.user_id, client };
    const asked = asAsked(desk, doer, { responseUrl: command.response_url, triggerId: command.trigger_id });
    await answer({ respond, client, slackUser: doer.slackUser, log: desk.log }, answerTo(parsed, asked));
  });
}
