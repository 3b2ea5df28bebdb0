import type { WebexMessage } from '../../protocol.ts';
import { Avatar } from '../common/avatar.tsx';
import { useFresh, When } from '../common/when.tsx';

export function WebexMessageItem({ message }: { message: WebexMessage }) {
  const { key, name, picture, text, files, answers, created, isEdited, isFromSlack } = message;
  return (
    <li class={`message ${useFresh(created)}`} data-key={key}>
      <Avatar src={picture} />
      <div>
        <p class="byline">
          <b>{name}</b> <When iso={created} />
          {isFromSlack && <span class="badge from-slack">written in Slack</span>}
        </p>
        {answers !== undefined && <p class="aside">in answer to {answers}</p>}
        <p class="words">
          {text}
          {isEdited && <small> (edited)</small>}
        </p>
        {files > 0 && <p class="aside">{files === 1 ? 'with a file' : `with ${files} files`}</p>}
      </div>
    </li>
  );
}
