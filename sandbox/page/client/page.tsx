import { useLive, type Live } from './live.ts';
import { PubNubColumn } from './pubnub/pubnub-column.tsx';
import { SlackColumn } from './slack/slack-column.tsx';
import { WebexColumn } from './webex/webex-column.tsx';

/** The whole sandbox side by side. */
export function Page() {
  const live = useLive();
  return (
    <>
      <nav class="skips" aria-label="Skip to">
        <a href="#webex">Webex</a>
        <a href="#pubnub">PubNub</a>
        <a href="#slack">Slack</a>
      </nav>
      <header class="page-head">
        <h1>
          <Snout />
          Pigdin sandbox
        </h1>
        <p>
          <b>Write in a Webex room</b>: it arrives in a Slack thread. <b>Reply there</b>: your words go to Webex as you.
        </p>
        <Status live={live} />
      </header>
      {live.tables ? (
        <main>
          <WebexColumn {...live.tables} />
          <PubNubColumn {...live.tables} />
          <SlackColumn {...live.tables} />
        </main>
      ) : (
        <main class="waiting" />
      )}
    </>
  );
}

/** Pigdin's mark. */
const Snout = () => (
  <svg class="snout" viewBox="0 0 24 18" width="24" height="18" aria-hidden="true">
    <rect x="1" y="1" width="22" height="16" rx="8" />
    <ellipse cx="8.5" cy="9" rx="1.8" ry="2.8" />
    <ellipse cx="15.5" cy="9" rx="1.8" ry="2.8" />
  </svg>
);

const Status = ({ live: { tables, isConnected } }: { live: Live }) => (
  <p class={isConnected ? 'status connected' : 'status'} role="status">
    {isConnected ? 'live' : tables ? 'connection lost, trying again …' : 'connecting …'}
  </p>
);
