import type { Written } from '../../bridge/bridge.ts';
import { texts } from '../../bridge/texts.ts';
import { escaped, quoted, section, SECTION, when, type View } from './message.ts';

const BLOCKS = 48;
const NAME = 100;

/** The messages of a room, oldest first, in as few blocks as they fit. */
export function historyList(title: string, messages: readonly Written[]): View {
  const heading = texts.historyOf(quoted(title), messages.length);
  const filled = fill([`*${heading}*`, ...messages.map((message) => line(message))]);
  const cut = filled.length > BLOCKS;
  const shown = cut ? [...filled.slice(0, 1), ...filled.slice(1 - BLOCKS), texts.historyCut] : filled;
  return { text: heading, blocks: shown.map((text) => section(text)) };
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
