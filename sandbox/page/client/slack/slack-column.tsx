import { useEffect, useState } from 'preact/hooks';
import type { SlackChannel, SlackMessage, SlackShortcut, SlackUser, Tables } from '../../protocol.ts';
import { act } from '../act.ts';
import { Column } from '../common/column.tsx';
import { Composer } from '../common/composer.tsx';
import { Log } from '../common/log.tsx';
import { newestOf, useNews } from '../common/news.ts';
import { Picker } from '../common/picker.tsx';
import { Tabs } from '../common/tabs.tsx';
import { Home } from './home.tsx';
import { channelIn, Jump, showMessage } from './jump.ts';
import { Modal } from './modal.tsx';
import { Thread, type ThreadRow } from './thread.tsx';

type SlackTables = Pick<Tables, 'users' | 'channels' | 'slackMessages' | 'modals' | 'homes' | 'shortcuts'>;

/** Slack as one of its users sees it. */
export function SlackColumn({ users, ...tables }: SlackTables) {
  const [wanted, setWanted] = useState('');
  const user = users.find(({ key }) => key === wanted) ?? users[0];
  const form = tables.modals.findLast((modal) => modal.user === user?.key);
  const explanation = 'Where you work. Each Webex room is one thread; what you reply in it goes out to Webex as you.';
  if (!user) {
    return (
      <Column id="slack" title="Slack" explanation={explanation}>
        <p class="empty">Nobody is in this Slack yet.</p>
      </Column>
    );
  }
  const picker = (
    <Picker
      label="You are"
      choices={users.map(({ key, name }) => ({ key, label: name }))}
      chosen={user.key}
      onChoose={setWanted}
    />
  );
  return (
    <Column id="slack" title="Slack" explanation={explanation} aside={picker}>
      <Conversations key={user.key} user={user} {...tables} />
      {form && <Modal key={form.key} modal={form} />}
    </Column>
  );
}

/** Beside the direct message with the app: the app's own page. */
const HOME = 'home';

type ConversationsProps = Omit<SlackTables, 'users'> & { readonly user: SlackUser };

function Conversations({ user, ...tables }: ConversationsProps) {
  const [wanted, setWanted] = useState('');
  const [target, setTarget] = useState<{ readonly key: string }>();
  useEffect(() => {
    if (target) showMessage(target.key);
  }, [target]);
  const jump = (key: string): void => {
    setWanted(channelIn(key));
    setTarget({ key });
  };
  const channels = tables.channels.filter(({ members }) => members.includes(user.key));
  const messages = tables.slackMessages.filter(({ onlyFor = user.key }) => onlyFor === user.key);
  const newest = newestOf(inOrder(messages), ({ channel: id }) => id);
  const channel = channels.find(({ key }) => key === wanted) ?? channels[0];
  const hasNews = useNews(newest, wanted === HOME ? HOME : (channel?.key ?? ''));
  if (!channel) return <p class="empty">{user.name} is in no conversation.</p>;
  const tabs = (
    <Tabs
      label="Slack conversations"
      tabs={channels.flatMap(({ key, name, isDirect }) => [
        { key, label: name, hasNews: hasNews(key) },
        ...(isDirect ? [{ key: HOME, label: `${name}’s Home`, hasNews: false }] : []),
      ])}
      chosen={wanted === HOME ? HOME : channel.key}
      controls="slack-log"
      onChoose={setWanted}
    />
  );
  if (wanted === HOME) {
    return (
      <Jump.Provider value={jump}>
        {tabs}
        <Home home={tables.homes.find(({ key }) => key === user.key)} user={user} />
      </Jump.Provider>
    );
  }
  return (
    <Jump.Provider value={jump}>
      {tabs}
      <Log
        key={channel.key}
        id="slack-log"
        label={`Messages in ${channel.name}`}
        newest={newest.get(channel.key)}
        grows="anywhere"
      >
        <Threads threads={threadsOf(messages, channel)} user={user} channel={channel} shortcuts={tables.shortcuts} />
      </Log>
      <Composer
        key={`to ${channel.key}`}
        label={`Write to ${channel.name} as ${user.name}`}
        placeholder={`Write to ${channel.name}, or type /pigdin help`}
        onSend={(text) => write(channel, user, text)}
      />
    </Jump.Provider>
  );
}

interface ThreadsProps {
  readonly threads: readonly ThreadRow[];
  readonly user: SlackUser;
  readonly channel: SlackChannel;
  readonly shortcuts: readonly SlackShortcut[];
}

const Threads = ({ threads, user, channel, shortcuts }: ThreadsProps) => (
  <>
    {threads.length === 0 && (
      <p class="empty">
        {channel.isDirect
          ? 'No thread yet. Type /pigdin connect below to sign in at Webex; then every room in which somebody writes opens one.'
          : 'Nobody has written here yet.'}
      </p>
    )}
    <ol class="threads">
      {threads.map(({ parent, replies }) => (
        <Thread key={parent.key} parent={parent} replies={replies} user={user} shortcuts={shortcuts} />
      ))}
    </ol>
  </>
);

const inOrder = (messages: readonly SlackMessage[]): readonly SlackMessage[] =>
  messages.toSorted((a, b) => (a.ts < b.ts ? -1 : 1));

function threadsOf(messages: readonly SlackMessage[], { key }: SlackChannel): ThreadRow[] {
  const present = inOrder(messages).filter(({ channel }) => channel === key);
  const parents = present.filter(({ threadTs }) => threadTs === undefined);
  return parents.map((parent) => ({ parent, replies: present.filter(({ threadTs }) => threadTs === parent.ts) }));
}

/** Slack takes what begins with a slash for a command. */
async function write(
  { key: channel }: SlackChannel,
  { key: user }: SlackUser,
  text: string,
): Promise<string | undefined> {
  const [, command, rest = ''] = /^(\/\S+)\s*(.*)$/s.exec(text) ?? [];
  return command === undefined
    ? act('/slack/messages', { user, channel, text })
    : act('/slack/commands', { user, channel, command, text: rest });
}
