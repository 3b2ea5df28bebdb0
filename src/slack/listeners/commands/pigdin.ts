import type { App } from '@slack/bolt';
import { answer } from '../../answering.ts';
import { parseCommand, type Parsed } from '../../commands/parse.ts';
import { run } from '../../commands/run.ts';
import type { Answer, Asked } from '../../commands/asked.ts';
import { asAsked, type Desk } from '../../desk.ts';
import { helpList, unknownCommand, usage } from '../../views/help.ts';

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

async function answerTo(parsed: Parsed, asked: Asked): Promise<Answer> {
  switch (parsed.kind) {
    case 'nothing':
      return helpList();
    case 'unknown':
      return unknownCommand(parsed.word);
    case 'command':
      return parsed.missing ? usage(parsed.name) : run(parsed.name, { ...asked, args: parsed.args });
  }
}
