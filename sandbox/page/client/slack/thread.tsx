import { useState } from 'preact/hooks';
import type { SlackMessage, SlackShortcut, SlackUser } from '../../protocol.ts';
import { act } from '../act.ts';
import { Composer } from '../common/composer.tsx';
import { SlackMessageView } from './slack-message.tsx';

export interface ThreadRow {
  readonly parent: SlackMessage;
  /** Oldest first. */
  readonly replies: readonly SlackMessage[];
}

interface ThreadProps extends ThreadRow {
  /** Who looks. */
  readonly user: SlackUser;
  readonly shortcuts: readonly SlackShortcut[];
}

/** A message and what was answered to it. */
export function Thread({ parent, replies, user, shortcuts }: ThreadProps) {
  const [isOpen, setOpen] = useState(false);
  const canBegin = parent.onlyFor === undefined && !parent.isDeleted;
  return (
    <li class={replies.length > 0 ? 'thread' : 'single'} data-thread={parent.key}>
      <SlackMessageView message={parent} user={user.key} shortcuts={shortcuts} />
      {replies.length > 0 && (
        <ol class="replies" aria-label="Replies">
          {replies.map((reply) => (
            <li key={reply.key}>
              <SlackMessageView message={reply} user={user.key} shortcuts={shortcuts} />
            </li>
          ))}
        </ol>
      )}
      {replies.length > 0 || isOpen ? (
        <Composer
          label={`Reply in the thread “${headingOf(parent)}” as ${user.name}`}
          placeholder={`Reply as ${user.name} …`}
          onSend={(text) => sendReply(parent, user, text)}
        />
      ) : (
        canBegin && (
          <button type="button" class="begin" onClick={() => setOpen(true)}>
            Reply in a thread
          </button>
        )
      )}
    </li>
  );
}

/** Slack's own words: apps' commands do not work in threads. */
async function sendReply({ channel, ts }: SlackMessage, { key }: SlackUser, text: string): Promise<string | undefined> {
  const [command] = /^\/\S+/.exec(text) ?? [];
  if (command !== undefined) return `${command} is not supported in threads. Sorry! Use the field at the bottom.`;
  return act('/slack/messages', { user: key, channel, text, threadTs: ts });
}

/** The first words of a message, to tell threads apart. */
function headingOf({ body }: SlackMessage): string {
  const [first] = body;
  if (first?.type === 'header') return first.text;
  const text = first?.type === 'section' ? first.texts[0] : first?.type === 'text' ? first.text : undefined;
  if (!text) return 'message';
  const words = text.flatMap((piece) => ('words' in piece ? piece.words : piece.items.flat()));
  return words
    .map((word) => ('text' in word ? word.text : word.fallback))
    .join('')
    .slice(0, 60);
}
