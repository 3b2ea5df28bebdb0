import { useEffect } from 'preact/hooks';
import type { SlackHome, SlackUser } from '../../protocol.ts';
import { act } from '../act.ts';
import { Blocks } from './block.tsx';

/** The app's own page in Slack. The app hears that somebody opens it. */
export function Home({ home, user: { key: user } }: { home: SlackHome | undefined; user: SlackUser }) {
  useEffect(() => void act('/slack/home', { user }), [user]);
  return (
    <div id="slack-log" class="log home" role="region" aria-label="Home of Pigdin" tabIndex={0}>
      {home ? (
        <Blocks
          blocks={home.body}
          onAct={(element, choice) => act('/slack/view-clicks', { user, in: 'home', ...element, choice })}
        />
      ) : (
        <p class="empty">The app shows nothing here yet.</p>
      )}
    </div>
  );
}
