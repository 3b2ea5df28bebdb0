import type { FunctionRun, TrafficEnvelope, TrafficLine } from '../../protocol.ts';
import { useFresh, When } from '../common/when.tsx';

export function TrafficItem({ line }: { line: TrafficLine }) {
  switch (line.type) {
    case 'envelope':
      return <EnvelopeItem line={line} />;
    case 'function':
      return <RunItem line={line} />;
    case 'loss':
      return <li class="run failed">{line.detail}</li>;
  }
}

const WAYS = {
  'from-webex': { arrow: '→', name: 'from Webex' },
  'to-webex': { arrow: '←', name: 'to Webex' },
  'set-up': { arrow: '⚙', name: 'set-up' },
} as const satisfies Record<TrafficEnvelope['direction'], object>;

function EnvelopeItem({ line }: { line: TrafficEnvelope }) {
  const { at, direction, kind, channel, room, sender, text } = line;
  const { arrow, name } = WAYS[direction];
  return (
    <li class={`envelope ${direction} ${useFresh(at)}`} title={`PubNub channel ${channel}`}>
      <When iso={at} seconds />
      <span class="arrow" aria-hidden="true">
        {arrow}
      </span>
      <div>
        <p>
          <span class="way">
            {kind} {name}
          </span>
          {sender !== undefined && <b>{sender}</b>}
          {room !== undefined && <span class="room"> in {room}</span>}
        </p>
        {text !== undefined && text !== '' && <p class="preview">{text}</p>}
      </div>
    </li>
  );
}

const OUTCOMES = { ok: 'ran', refused: 'refused', failed: 'failed' } as const satisfies Record<
  FunctionRun['outcome'],
  string
>;

const RunItem = ({ line: { name, outcome, detail, ms } }: { line: FunctionRun }) => (
  <li class={`run ${outcome}`}>
    Function {name} {OUTCOMES[outcome]}
    {detail !== undefined && `: ${detail}`} <span class="ms">{ms} ms</span>
  </li>
);
