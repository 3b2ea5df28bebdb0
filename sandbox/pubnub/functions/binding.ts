import { matches, type WildcardReading } from '../names.ts';

/** What sets a Function off. Its code is `<name>.js`. */
export type FunctionBinding = BeforePublishBinding | OnRequestBinding | OnIntervalBinding;

/** "Before Publish or Fire": runs before subscribers see a message. */
export interface BeforePublishBinding {
  readonly name: string;
  readonly type: 'BEFORE_PUBLISH';
  /** A channel, or a wildcard such as `webex.*`. */
  readonly channel: string;
}

interface OnRequestBinding {
  readonly name: string;
  readonly type: 'ON_REQUEST';
  /** Without a leading slash; may end in `*`. */
  readonly path: string;
}

interface OnIntervalBinding {
  readonly name: string;
  readonly type: 'ON_INTERVAL';
  readonly minutes: number;
}

/** An asterisk only at the end, after at most two literal segments. */
const CHANNEL = /^(?:[^.*]+(?:\.[^.*]+){0,2}|[^.*]+(?:\.[^.*]+)?\.\*)$/;
const PATH = /^(?!\/)[^*?#]*\*?$/;
const MAX_INTERVAL_MINUTES = 60;

/** Throws an Error that says what PubNub would not accept. */
export function checkBindings(bindings: readonly FunctionBinding[]): void {
  for (const binding of bindings) checkBinding(binding);
  const paths = bindings.filter((binding) => binding.type === 'ON_REQUEST').map(({ path }) => path);
  for (const [index, path] of paths.entries()) {
    const other = paths
      .slice(index + 1)
      .find((candidate) => pathMatches(path, candidate) || pathMatches(candidate, path));
    if (other !== undefined) throw new Error(`The paths of two Functions overlap: ${path} and ${other}`);
  }
}

function checkBinding(binding: FunctionBinding): void {
  switch (binding.type) {
    case 'BEFORE_PUBLISH':
      if (!CHANNEL.test(binding.channel)) throw new Error(`Not a channel for a Function: ${binding.channel}`);
      return;
    case 'ON_REQUEST':
      if (!PATH.test(binding.path)) throw new Error(`Not a path for a Function: ${binding.path}`);
      return;
    case 'ON_INTERVAL':
      if (!(binding.minutes > 0 && binding.minutes <= MAX_INTERVAL_MINUTES)) {
        throw new Error(`A Function runs at least once an hour, not every ${binding.minutes} minutes`);
      }
  }
}

export const channelMatches = (binding: BeforePublishBinding, channel: string, reading: WildcardReading): boolean =>
  matches(binding.channel, channel, reading);

export const pathMatches = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
