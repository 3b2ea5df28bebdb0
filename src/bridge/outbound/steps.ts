/** What there is to do in Webex for one entry: a message that is too long for one is several there. */
import type { Content, Link, OutboxEntry, SendIntent } from '../model.ts';
import type { Portals } from '../portals.ts';
import { stepIdOf, type OwnEnvelope } from './ids.ts';
import { isSettled } from './results.ts';

/** One message in Webex that is sent, changed or deleted. */
export interface Step {
  /** Of its envelope. */
  readonly id: string;
  readonly kind: OwnEnvelope['kind'];
  /** The number of that message, from 1 on. */
  readonly piece: number;
  /** Empty where it is deleted. */
  readonly content: Content;
}

const NOTHING: Content = { text: '' };

/** What an intent says is published. */
export const contentsIn = ({ contents, content }: SendIntent): readonly Content[] =>
  contents ?? (content === undefined ? [] : [content]);

/**
 * What is left to do, in order. What became shorter leaves pieces over, which are deleted; what became longer goes on in new
 * ones, at the end of the room.
 * @param contents how it is to read in Webex; nothing of a deletion
 */
export async function stepsOf(portals: Portals, entry: OutboxEntry, contents: readonly Content[]): Promise<Step[]> {
  const links = await portals.linksOfSlack(entry);
  if (entry.kind === 'edit' && links[0]?.deleted) return [];
  const pieces = Math.max(contents.length, links.length);
  return Array.from({ length: pieces }, (_, at) => stepOf(entry, at + 1, contents[at], links[at])).filter(
    (step) => step !== undefined,
  );
}

function stepOf(entry: OutboxEntry, piece: number, content?: Content, known?: Link): Step | undefined {
  const isEdit = entry.kind === 'edit';
  // It was left over before, and is needed again.
  const link = isEdit && content && known?.deleted ? undefined : known;
  const kind = !content ? 'delete' : isEdit && link ? 'edit' : 'message';
  if (isSettled({ kind, at: entry.at }, link)) return undefined;
  return { id: stepIdOf(entry.id, piece), kind, piece, content: content ?? NOTHING };
}
