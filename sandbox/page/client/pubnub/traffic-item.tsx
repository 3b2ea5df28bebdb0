import type { FunctionRun, TrafficEnvelope, TrafficLine } from '../../protocol.ts';
import { useFresh, When } from '../common/when.tsx';

export function TrafficItem({ line }: { line: TrafficLine }) {
  switch (line.type) {
    case 'envelope':
      return <EnvelopeItem line={line} />;
    case 'function':
      return <RunItem line={line} />;
    case 'loss':
      return (
        <li class="run failed">
          <span aria-hidden="true">!</span>
          <p>{line.detail}</p>
        </li>
      );
  }
}

const ARROWS = { 'from-webex': '→', 'to-webex': '←', account: '•' } as const satisfies Record<
  TrafficEnvelope['direction'],
  string
>;

const wayOf = ({ direction, kind }: TrafficEnvelope): string => {
  if (direction === 'account') return `account: ${kind}`;
  return direction === 'from-webex' ? `${kind} from Webex` : `${kind} to Webex`;
};

function EnvelopeItem({ line }: { line: TrafficEnvelope }) {
  const { at, direction, kind, channel, room, sender, text } = line;
  return (
    <li class={`envelope ${direction} ${useFresh(at)}`} title={`PubNub channel ${channel}`}>
      <When iso={at} seconds />
      <span class="arrow" aria-hidden="true">
        {ARROWS[direction]}
      </span>
      <div>
        <p>
          <span class="way">{wayOf(line)}</span>
          {sender !== undefined && <b>{sender}</b>}
          {room !== undefined && <span class="room"> in {room}</span>}
        </p>
        {text !== undefined && text !== '' && kind !== 'echo' && <p class="preview">{text}</p>}
      </div>
    </li>
  );
}

const RunItem = ({ line: { name, outcome, detail, ms } }: { line: FunctionRun }) => (
  <li class={`run ${outcome}`}>
    <span aria-hidden="true">ƒ</span>
    <p>
      <span class="spoken">Function </span>
      {name} {outcome === 'ok' ? 'ran' : outcome} <span class="ms">{ms} ms</span>
      {outcome !== 'ok' && detail !== undefined && <span class="reason">{detail}</span>}
    </p>
  </li>
);
