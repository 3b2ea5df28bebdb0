import type { Written } from '../../bridge/bridge.ts';
import { texts } from '../../bridge/texts.ts';
import { escaped, quoted, section, SECTION, when, type View } from './message.ts';

const BLOCKS = 48;
/** What Slack takes of all blocks of a posted message together; an answer to a command may be longer. */
const POSTED = 12_000;
const NAME = 100;

/**
 * The messages of a room, oldest first, in as few blocks as they fit.
 * @param how `posted`: by the Web API, in place of answering a command
 */
export function historyList(title: string, messages: readonly Written[], { posted = false } = {}): View {
  const heading = texts.historyOf(quoted(title), messages.length);
  const filled = fill([`*${heading}*`, ...messages.map((message) => line(message))]);
  const fitting = newest(filled.slice(1), posted ? POSTED : Infinity);
  const isCut = fitting.length < filled.length - 1;
  const shown = [...filled.slice(0, 1), ...fitting, ...(isCut ? [texts.historyCut] : [])];
  return { text: heading, blocks: shown.map((text) => section(text)) };
}

/** As many of the last as fit. */
function newest(filled: readonly string[], budget: number): readonly string[] {
  let left = budget;
  const start = filled.findLastIndex((text, index) => {
    left -= JSON.stringify(section(text)).length;
    return left < 0 || filled.length - index > BLOCKS - 2;
  });
  return filled.slice(start + 1);
}

function line({ senderName, text, externalObj }: Written): string {
  return `*${quoted(senderName, NAME)}* ${when(externalObj?.created)}\n${escaped(text, SECTION - 300)}`;
}

/** Joins texts to as few as fit a section each. */
function fill(lines: readonly string[]): string[] {
  const filled: string[] = [];
  for (const text of lines) {
    const last = filled.at(-1);
    if (last !== undefined && last.length + text.length + 1 < SECTION) filled[filled.length - 1] = `${last}\n${text}`;
    else filled.push(text);
  }
  return filled;
}
