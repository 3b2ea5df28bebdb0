import { parseArgs } from 'node:util';
import { isChannelLayout, type ChannelLayout } from '../src/bridge/channels.ts';

const SERVICES = ['pubnub', 'webex', 'slack'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface Flags {
  readonly help: boolean;
  /** Undefined: all of them, with the bridge and the page. */
  readonly services: readonly ServiceName[] | undefined;
  /** 0, any free one, unless given. */
  readonly ports: Readonly<Record<ServiceName | 'page', number>>;
  readonly layout: ChannelLayout;
}

/** Something the person at the keyboard can mend; its message is all they need to read. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `npm run sandbox                                  everything, with the bridge and a page to play on
npm run sandbox -- --services pubnub,webex       only these services, with a page, without the bridge

  --services LIST      of pubnub, webex, slack; prints what a client needs, as lines for a .env file
  --pubnub-port N      likewise --webex-port, --slack-port, --page-port; any free port unless given
  --layout NAME        nested (webex.<user>.<room>) or flat (webex.<user>-<room>)
  --help               this text`;

const text = { type: 'string' } as const;
const OPTIONS = {
  help: { type: 'boolean' },
  services: text,
  layout: text,
  'pubnub-port': text,
  'webex-port': text,
  'slack-port': text,
  'page-port': text,
} as const;

/** @throws UsageError */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parse(args);
  const { layout = 'nested' } = values;
  if (!isChannelLayout(layout)) throw new UsageError(`--layout is nested or flat, not ${layout}.`);
  return {
    help: values.help ?? false,
    services: values.services?.split(',').map((name) => serviceName(name)),
    layout,
    ports: {
      pubnub: port('pubnub', values['pubnub-port']),
      webex: port('webex', values['webex-port']),
      slack: port('slack', values['slack-port']),
      page: port('page', values['page-port']),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'Those options cannot be read.');
  }
}

function serviceName(name: string): ServiceName {
  const known = SERVICES.find((service) => service === name.trim());
  if (!known) throw new UsageError(`There is no service "${name}". There are ${SERVICES.join(', ')}.`);
  return known;
}

function port(name: ServiceName | 'page', value: string | undefined): number {
  if (value === undefined) return 0;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new UsageError(`--${name}-port takes a number from 1 to 65535, not ${value}.`);
  }
  return number;
}
