import type { App } from '@slack/bolt';
import type { Bridge } from '../../../bridge/bridge.ts';
import { BridgeError, describeError } from '../../../bridge/errors.ts';
import type { Log } from '../../../bridge/log.ts';
import { texts } from '../../../bridge/texts.ts';
import type { View } from '../../views/message.ts';
import type { Asked } from './asked.ts';
import { connect } from './connect.ts';
import { disconnect } from './disconnect.ts';
import { history } from './history.ts';

interface Command {
  readonly name: string;
  /** As it is typed, arguments in brackets where they may be left out. */
  readonly usage: string;
  readonly help: string;
  readonly run: (asked: Asked) => Promise<string | View>;
}

/** Drives the dispatch and the help. */
const COMMANDS: readonly Command[] = [
  {
    name: 'connect',
    usage: 'connect [#channel]',
    help: 'Connect your Webex user. Threads appear in your direct messages with Pigdin, or in the channel you name.',
    run: connect,
  },
  {
    name: 'history',
    usage: 'history [room] [number]',
    help: 'Show the last messages of a room: 10 unless you say how many; the room where something happened last unless you name one.',
    run: history,
  },
  {
    name: 'disconnect',
    usage: 'disconnect',
    help: 'Sign out: Pigdin forgets your Webex tokens and rooms. What stands in Slack stays.',
    run: disconnect,
  },
  { name: 'help', usage: 'help', help: 'Show this list.', run: async () => helpText(texts.help) },
];

const helpText = (heading: string): string =>
  [heading, ...COMMANDS.map(({ usage, help }) => `• \`/pigdin ${usage}\`  ${help}`)].join('\n');

/** Answers only the person who asked. Acknowledges first: Slack waits three seconds, PubNub may take longer. */
export function registerPigdinCommand(app: App, bridge: Bridge, log: Log): void {
  app.command('/pigdin', async ({ ack, command, client, respond }) => {
    await ack();
    const [word = '', ...rest] = command.text.trim().split(/\s+/);
    const known = COMMANDS.find(({ name }) => name === word.toLowerCase());
    const asked = {
      team: command.team_id,
      slackUser: command.user_id,
      words: rest.join(' '),
      responseUrl: command.response_url,
      client,
      bridge,
    };
    const answer = known
      ? await attempt(known, asked, log)
      : helpText(word === '' ? texts.help : texts.unknownCommand(word));
    await respond(typeof answer === 'string' ? { text: answer } : { ...answer });
  });
}

async function attempt(command: Command, asked: Asked, log: Log): Promise<string | View> {
  try {
    return await command.run(asked);
  } catch (error) {
    log.error({ command: command.name, error: describeError(error) }, 'a command failed');
    const away = error instanceof BridgeError && error.retryable;
    return away ? texts.unreachable : texts.inside;
  }
}
