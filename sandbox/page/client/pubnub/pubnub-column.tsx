import type { Tables } from '../../protocol.ts';
import { Column } from '../common/column.tsx';
import { Log } from '../common/log.tsx';
import { TrafficItem } from './traffic-item.tsx';

/** What crosses between Webex and Slack. */
export const PubNubColumn = ({ traffic }: Pick<Tables, 'traffic'>) => (
  <Column
    id="pubnub"
    title="PubNub"
    explanation="The post office in between. Each line is one message that crosses over."
  >
    <p class="legend">
      <span class="from-webex">→ to Slack</span> <span class="to-webex">← to Webex</span>{' '}
      <span>ƒ Function at work</span>
    </p>
    <Log id="pubnub-log" label="What crossed" newest={traffic.at(-1)?.key} grows="at the end" isQuiet>
      {traffic.length === 0 && <p class="empty">Nothing has crossed yet.</p>}
      <ol class="traffic">
        {traffic.map((line) => (
          <TrafficItem key={line.key} line={line} />
        ))}
      </ol>
    </Log>
  </Column>
);
