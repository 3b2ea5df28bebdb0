import { escapeHtml } from './escape.ts';

/** Whom a mention means; undefined where nobody has that id or address. */
export type FindPerson = (
  reference: { readonly id: string } | { readonly email: string },
) => { readonly id: string; readonly displayName: string } | undefined;

/** `<@personEmail:…>`, `<@personId:…|Name>`, `<@all>` and the older `<@here>`. */
const MENTION = /<@(?:person(Email|Id):([^|>\s]+)(?:\|([^>]*))?|(?:all|here))>/g;

/**
 * Markdown with each mention rewritten to the tag in which Webex returns it. A backslash does not protect a mention: it is
 * looked for before the text is read as Markdown. A mention of nobody is no error: it stays a name.
 */
export const tagMentions = (markdown: string, find: FindPerson): string =>
  markdown.replace(MENTION, (_match, kind?: string, reference = '', name?: string) => {
    if (!kind) return GROUP_TAG;
    const person = find(kind === 'Id' ? { id: reference } : { email: reference });
    return person ? personTag(person.id, name || person.displayName) : name || reference;
  });

/** Plain names in place of mentions: a direct room knows none. */
export const nameMentions = (markdown: string, find: FindPerson): string =>
  markdown.replace(MENTION, (_match, kind?: string, reference = '', name?: string) => {
    if (!kind) return '@all';
    return name || find(kind === 'Id' ? { id: reference } : { email: reference })?.displayName || reference;
  });

const PERSON_ID = /<spark-mention [^>]*?data-object-id="([^"]+)"[^>]*>/g;

/** The ids in tags, ours or those of Webex's clients. */
export const mentionedIds = (html: string): string[] => [...html.matchAll(PERSON_ID)].map(([, id = '']) => id);

export const mentionsAll = (html: string): boolean => /<spark-mention [^>]*data-group-type="all"/.test(html);

const personTag = (id: string, name: string): string =>
  `<spark-mention data-object-type="person" data-object-id="${id}">${escapeHtml(name)}</spark-mention>`;

const GROUP_TAG = '<spark-mention data-object-type="groupMention" data-group-type="all">All</spark-mention>';
