/** What one can ask of Pigdin. This table drives parsing, the help, and the hint in manifest.yml. */

export interface ArgSpec {
  readonly kind: 'room' | 'count' | 'channel' | 'email' | 'person' | 'words' | 'text';
  /** As the help names it. */
  readonly label: string;
  readonly isOptional?: true;
}

export interface CommandSpec {
  readonly name: string;
  readonly args: readonly ArgSpec[];
  /** One line of the help. */
  readonly help: string;
}

const room = { kind: 'room', label: 'room' } as const;
const anyRoom = { ...room, isOptional: true } as const;

export const COMMANDS = [
  {
    name: 'connect',
    args: [{ kind: 'channel', label: '#channel', isOptional: true }],
    help: 'Connect your Webex account. Rooms appear in your direct messages with Pigdin, or in the channel you name.',
  },
  {
    name: 'rooms',
    args: [{ kind: 'words', label: 'words', isOptional: true }],
    help: 'List your Webex rooms, or those whose name has these words.',
  },
  {
    name: 'history',
    args: [anyRoom, { kind: 'count', label: 'number', isOptional: true }],
    help: 'Show the last messages of a room: 10 unless you say how many.',
  },
  { name: 'who', args: [anyRoom], help: 'Show who is in a room.' },
  {
    name: 'person',
    args: [{ kind: 'person', label: 'name or e-mail' }],
    help: 'Show how to reach somebody in Webex.',
  },
  { name: 'open', args: [room], help: 'Mirror a room now, without waiting for somebody to write there.' },
  {
    name: 'new',
    args: [
      { kind: 'email', label: 'e-mail', isOptional: true },
      { kind: 'text', label: 'text', isOptional: true },
    ],
    help: 'Write to somebody in Webex. Without a text, a form opens.',
  },
  { name: 'mute', args: [room], help: 'Keep new messages of a room in Webex.' },
  { name: 'unmute', args: [room], help: 'Show new messages of a room again.' },
  {
    name: 'move',
    args: [room, { kind: 'channel', label: '#channel or direct' }],
    help: 'Mirror a room in a channel from now on, or in your direct messages.',
  },
  { name: 'status', args: [], help: 'Show whether everything flows, and what could not be sent.' },
  { name: 'settings', args: [], help: 'Choose which rooms appear, where, and when Pigdin may remind you.' },
  {
    name: 'disconnect',
    args: [],
    help: 'Sign out. Pigdin forgets your Webex account and rooms; what is in Slack stays.',
  },
  { name: 'help', args: [], help: 'Show this list.' },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]['name'];

/** As it is typed: `history [room] [number]`. */
export const usageOf = ({ name, args }: CommandSpec): string =>
  [name, ...args.map(({ label, isOptional }) => (isOptional ? `[${label}]` : `<${label}>`))].join(' ');

/** What Slack shows while somebody types the command. */
export const USAGE_HINT = COMMANDS.map(usageOf).join(' | ');

export const specOf = (word: string): (CommandSpec & { readonly name: CommandName }) | undefined =>
  COMMANDS.find(({ name }) => name === word.toLowerCase());
