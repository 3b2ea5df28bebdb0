import type { SlackMessage, SlackReaction, SlackShortcut } from '../../protocol.ts';
import { act } from '../act.ts';
import { Avatar } from '../common/avatar.tsx';
import { useFresh, When } from '../common/when.tsx';
import { Blocks } from './block.tsx';
import { More } from './more.tsx';

interface MessageProps {
  readonly message: SlackMessage;
  /** Who looks. */
  readonly user: string;
  readonly shortcuts: readonly SlackShortcut[];
}

/** A message as Slack shows it. */
export function SlackMessageView({ message, user, shortcuts }: MessageProps) {
  const { key, channel, ts, name, picture, isApp, onlyFor, isDeleted } = message;
  const iso = timeOf(ts);
  const fresh = useFresh(iso);
  if (isDeleted) {
    return (
      <div class="message deleted" data-key={key}>
        This message was deleted.
      </div>
    );
  }
  return (
    <div class={`message ${fresh} ${onlyFor === undefined ? '' : 'only-you'}`} data-key={key}>
      <Avatar src={picture} />
      <div>
        {onlyFor !== undefined && <p class="aside">Only visible to you</p>}
        <p class="byline">
          <b>{name}</b>
          {isApp && <span class="badge">app</span>} <When iso={iso} />
        </p>
        <Blocks
          blocks={message.body}
          onAct={(element, choice) => act('/slack/clicks', { user, channel, ts, ...element, choice })}
        />
        {message.isEdited && <small class="aside">(edited)</small>}
        {message.files.map((file) => (
          <p key={file} class="aside">
            File: {file}
          </p>
        ))}
        <Reactions reactions={message.reactions} />
      </div>
      {onlyFor === undefined && shortcuts.length > 0 && <More message={message} user={user} shortcuts={shortcuts} />}
    </div>
  );
}

function Reactions({ reactions }: { reactions: readonly SlackReaction[] }) {
  if (reactions.length === 0) return null;
  return (
    <ul class="reactions" aria-label="Reactions">
      {reactions.map(({ name, emoji, by, means }) => (
        <li
          key={name}
          class={means === undefined ? '' : means.replace(' ', '-')}
          title={`:${name}: by ${by.join(', ')}`}
        >
          <span aria-hidden="true">{emoji}</span> {means ?? by.length}
          {means === undefined && <span class="spoken"> reacted with {name}</span>}
        </li>
      ))}
    </ul>
  );
}

/** A `ts` begins with the seconds since 1970. */
const timeOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString();
