import type { Person } from '../model.ts';

/** Whom a message mentions, gathered while it is rendered. */
export interface Mentions {
  /** Undefined where nobody has that id or address; the name is then written as plain text. */
  find(reference: { readonly id: string } | { readonly email: string }): Person | undefined;
  readonly people: Set<Person>;
  readonly groups: Set<string>;
}

/** `<@personEmail:…>`, `<@personId:…|Name>`, `<@all>` and the older `<@here>`. */
const MENTION = /<@(?:person(Email|Id):([^|>\s]+)(?:\|([^>]*))?|(all|here))>/g;

/**
 * Markdown with each mention rewritten to the tag in which Webex returns it. A backslash does not protect a mention: it is
 * looked for before the text is read as Markdown.
 */
export function tagMentions(markdown: string, mentions: Mentions): string {
  return markdown.replace(MENTION, (_match, kind?: string, reference = '', name?: string) => {
    if (!kind) {
      mentions.groups.add('all');
      return groupTag;
    }
    const person = mentions.find(kind === 'Id' ? { id: reference } : { email: reference });
    if (!person) return name || reference;
    mentions.people.add(person);
    return personTag(person.id, name || person.displayName);
  });
}

/** Plain names in place of mentions: a direct room knows none. */
export const nameMentions = (markdown: string, mentions: Pick<Mentions, 'find'>): string =>
  markdown.replace(MENTION, (_match, kind?: string, reference = '', name?: string) => {
    if (!kind) return '@all';
    const person = mentions.find(kind === 'Id' ? { id: reference } : { email: reference });
    return name || person?.displayName || reference;
  });

const TAG = /<spark-mention [^>]*data-object-(?:type="person"[^>]*data-object-id|id)="([^"]+)"[^>]*>/g;

/** The ids in HTML as the Webex clients write it. */
export const mentionedIds = (html: string): string[] => [...html.matchAll(TAG)].map(([, id = '']) => id);

export const mentionsAll = (html: string): boolean => /<spark-mention [^>]*data-group-type="all"/.test(html);

const personTag = (id: string, name: string): string =>
  `<spark-mention data-object-type="person" data-object-id="${id}">${name}</spark-mention>`;

const groupTag = '<spark-mention data-object-type="groupMention" data-group-type="all">All</spark-mention>';
