import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Reading, SlackCall, SlackPost } from '../judge/judge.ts';
import type { Ledger } from './ledger.ts';
import type { Cast, SuiteRoom, Thread } from './rooms.ts';

/** Both platforms as people see them now, from the sandbox's own records. */
export function readWorld(
  sandbox: Sandbox,
  cast: Cast,
  ledger: Ledger,
  { mayPark }: Pick<Reading, 'mayPark'>,
): Reading {
  const bot = sandbox.slack.world.bot.id;
  const people = new Map(sandbox.webex.world.people().map(({ id, name }) => [id, name]));
  const postsOf = ({ channel, ts }: Thread): SlackPost[] =>
    sandbox.slack.world
      .thread(channel, ts)
      .slice(1)
      .map(({ author, reads, reactions }) => ({
        author: author.name,
        reads,
        isByApp: author.userId !== cast.umaInSlack.id,
        marks: reactions.filter(({ users }) => users.includes(bot)).map(({ name }) => name),
      }));
  const messagesOf = ({ handle }: SuiteRoom) =>
    sandbox.webex.world
      .messagesOf(handle)
      .map(({ personId, text = '' }) => ({ author: people.get(personId) ?? personId, text }));
  return {
    written: ledger.rows(),
    threads: cast.threads().map((thread) => ({ room: thread.room, posts: postsOf(thread) })),
    rooms: cast.rooms.map((room) => ({ room: room.number, messages: messagesOf(room) })),
    calls: callsIn(sandbox),
    user: cast.umaInWebex.name,
    mayPark,
  };
}

const callsIn = ({ slack }: Sandbox): SlackCall[] =>
  slack.journal.entries.flatMap((entry) =>
    entry.type === 'api'
      ? {
          what: [entry.method, entry.args['channel']].filter((part) => typeof part === 'string').join(' '),
          at: entry.at,
          isLimited: entry.error === 'ratelimited',
        }
      : [],
  );
