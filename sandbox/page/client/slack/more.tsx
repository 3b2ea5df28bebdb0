import { useRef, useState } from 'preact/hooks';
import type { SlackMessage, SlackShortcut } from '../../protocol.ts';
import { act } from '../act.ts';

interface MoreProps {
  readonly message: SlackMessage;
  /** Who looks. */
  readonly user: string;
  readonly shortcuts: readonly SlackShortcut[];
}

/** The menu of a message: what the app offers to do about it. */
export function More({ message: { channel, ts, name }, user, shortcuts }: MoreProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [problem, setProblem] = useState<string>();
  const use = (callbackId: string): void => {
    if (menu.current) menu.current.open = false;
    void act('/slack/shortcuts', { user, channel, ts, callbackId }).then(setProblem);
  };
  return (
    <details class="more" ref={menu}>
      <summary aria-label={`More about this message of ${name}`} title="More">
        ⋯
      </summary>
      <ul>
        {shortcuts.map(({ key, label }) => (
          <li key={key}>
            <button type="button" onClick={() => use(key)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </details>
  );
}
