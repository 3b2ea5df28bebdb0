import { badRequest } from '../errors.ts';
import { renderMarkdown } from '../markdown/blocks.ts';
import { mentionedIds, mentionsAll, nameMentions, tagMentions } from '../markdown/mentions.ts';
import { textOf } from '../markdown/text.ts';
import type { MessageBody, Person, Room } from '../model.ts';
import type { State } from '../state.ts';

/** What an author wrote: text, markdown through the API, or HTML as the clients of Webex send it. */
export interface Writing {
  readonly text?: string | undefined;
  readonly markdown?: string | undefined;
  readonly html?: string | undefined;
}

/** Of each of `text` and `markdown`. */
const MAX_BYTES = 7439;

export const isEmpty = ({ text, markdown, html }: Writing): boolean => !text && !markdown && !html;

export function mustFit({ text = '', markdown = '', html = '' }: Writing): void {
  if ([text, markdown, html].some((part) => Buffer.byteLength(part) > MAX_BYTES)) {
    throw badRequest('Unable to post message to room: "The request payload is too big"');
  }
}

/** The forms in which Webex returns what was written. */
export function compose(state: State, room: Room, writing: Writing): MessageBody {
  if (writing.markdown) return fromMarkdown(state, room, writing.markdown, writing.text);
  if (writing.html) return fromHtml(state, writing.html, writing.text);
  return { text: writing.text || undefined, mentionedPeople: [], mentionedGroups: [] };
}

function fromMarkdown(state: State, room: Room, written: string, text: string | undefined): MessageBody {
  const rewrite = room.type === 'group' ? tagMentions : nameMentions;
  const markdown = rewrite(written, (reference) => findPerson(state, reference));
  const html = renderMarkdown(markdown);
  return { text: text || textOf(html), html, markdown, ...mentionsIn(state, html) };
}

const fromHtml = (state: State, html: string, text = textOf(html)): MessageBody => ({
  text,
  html,
  ...mentionsIn(state, html),
});

function mentionsIn(state: State, html: string): Pick<MessageBody, 'mentionedPeople' | 'mentionedGroups'> {
  const people = mentionedIds(html).map((id) => findPerson(state, { id }));
  return {
    mentionedPeople: [...new Set(people.filter((person) => person !== undefined))],
    mentionedGroups: mentionsAll(html) ? ['all'] : [],
  };
}

function findPerson(state: State, reference: { id: string } | { email: string }): Person | undefined {
  const isMeant = ({ id, emails }: Person): boolean =>
    'id' in reference ? id === reference.id : emails.includes(reference.email.toLowerCase());
  return state.people.all().find(isMeant);
}
