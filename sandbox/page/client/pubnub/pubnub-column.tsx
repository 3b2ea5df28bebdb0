import type { Tables } from '../../protocol.ts';
import { Column } from '../common/column.tsx';
import { Log } from '../common/log.tsx';
import { TrafficItem } from './traffic-item.tsx';

/** What crosses between Webex and Slack. */
export const PubNubColumn = ({ traffic }: Pick<Tables, 'traffic'>) => (
  <Column
    id="pubnub"
    title="PubNub"
    explanation="The post office in between: one line for each message that crosses, and below it the Functions that handed it on."
  >
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
