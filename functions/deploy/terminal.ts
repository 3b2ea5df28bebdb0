import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** Where the program speaks, and who may answer. */
export interface Terminal {
  readonly say: (line: string) => void;
  /** For what went wrong. */
  readonly complain: (line: string) => void;
  /** Undefined where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}

interface Streams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly errors: NodeJS.WritableStream;
}

export const terminalOf = ({ input, output, errors }: Streams): Terminal => ({
  say: (line) => void output.write(`${line}\n`),
  complain: (line) => void errors.write(`${line}\n`),
  ask: input.isTTY && output.isTTY ? (question) => ask(question, { input, output }) : undefined,
});

/** Anything but yes is no; so is the end of the input. */
async function ask(question: string, streams: Pick<Streams, 'input' | 'output'>): Promise<boolean> {
  const lines = createInterface(streams);
  try {
    const ended = once(lines, 'close').then(() => '');
    return /^y(?:es)?$/i.test((await Promise.race([lines.question(question), ended])).trim());
  } finally {
    lines.close();
  }
}

/** No secret is printed, whatever PubNub puts into its answers. */
export function hiding({ say, complain, ask: asked }: Terminal, secrets: readonly string[]): Terminal {
  const hide = (line: string): string => secrets.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), line);
  return { say: (line) => say(hide(line)), complain: (line) => complain(hide(line)), ask: asked };
}
