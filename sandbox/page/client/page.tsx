import type { FunctionComponent } from 'preact';
import type { Service, Tables } from '../protocol.ts';
import { useLive, type Live } from './live.ts';
import { PubNubColumn } from './pubnub/pubnub-column.tsx';
import { SlackColumn } from './slack/slack-column.tsx';
import { WebexColumn } from './webex/webex-column.tsx';

interface ServiceColumn {
  readonly key: Service['key'];
  readonly title: string;
  readonly Column: FunctionComponent<Tables>;
}

const COLUMNS: readonly ServiceColumn[] = [
  { key: 'webex', title: 'Webex', Column: WebexColumn },
  { key: 'pubnub', title: 'PubNub', Column: PubNubColumn },
  { key: 'slack', title: 'Slack', Column: SlackColumn },
];

/** What runs of the sandbox, side by side. */
export function Page() {
  const live = useLive();
  const { tables } = live;
  const running = COLUMNS.filter(({ key }) => tables?.services.some((service) => service.key === key));
  return (
    <>
      <nav class="skips" aria-label="Skip to">
        {running.map(({ key, title }) => (
          <a key={key} href={`#${key}`}>
            {title}
          </a>
        ))}
      </nav>
      <header class="page-head">
        <h1>
          <Snout />
          Pigdin sandbox
        </h1>
        {running.length === COLUMNS.length && (
          <p>
            <b>Write in a Webex room</b>: it arrives in a Slack thread. <b>Reply there</b>: your words go to Webex as
            you.
          </p>
        )}
        <Status live={live} />
      </header>
      <main>{tables && running.map(({ key, Column }) => <Column key={key} {...tables} />)}</main>
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
