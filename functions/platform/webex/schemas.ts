/** Webex's JSON, as far as we read it, turned into ours. Whatever else it holds is dropped. */
import * as v from 'valibot';
import type { Message, Person, Room, Webhook } from '../platform.ts';
import { messageRef, personRef, roomRef } from '../refs.ts';

export const PersonSchema = v.pipe(
  v.object({
    id: personRef,
    emails: v.optional(v.array(v.string()), []),
    displayName: v.optional(v.string(), ''),
    avatar: v.optional(v.string()),
  }),
  v.transform(({ id: ref, emails, displayName, avatar }): Person => {
    const email = emails[0] ?? '';
    return { ...ref, name: displayName || email, email, avatar };
  }),
);

export const RoomSchema = v.pipe(
  v.object({
    id: roomRef,
    title: v.optional(v.string(), ''),
    type: v.optional(v.string()),
    lastActivity: v.optional(v.string()),
  }),
  v.transform(({ id: ref, title, type, lastActivity }): Room => ({
    ...ref,
    title,
    isDirect: type === 'direct',
    lastActivity,
  })),
);

/** Webex gives markdown back with its own tags in place of mentions. */
const asWritten = (markdown: string): string =>
  markdown.replace(/<spark-mention[^>]*data-object-id="([^"]*)"[^>]*>([^<]*)<\/spark-mention>/g, '<@personId:$1|$2>');

/** The text may be missing on an answer of 200: when Webex could not decrypt it, and on messages of files only. */
export const MessageSchema = v.pipe(
  v.object({
    id: messageRef,
    roomId: roomRef,
    roomType: v.optional(v.string()),
    personId: personRef,
    personEmail: v.optional(v.string(), ''),
    parentId: v.optional(v.string()),
    text: v.optional(v.string(), ''),
    html: v.optional(v.string()),
    markdown: v.optional(v.string()),
    files: v.optional(v.array(v.string())),
    mentionedPeople: v.optional(v.array(v.string())),
    created: v.string(),
    updated: v.optional(v.string()),
  }),
  v.transform(({ id: ref, roomId: room, roomType, personId: person, mentionedPeople: mentions, ...rest }): Message => ({
    ...rest,
    ...(rest.markdown === undefined ? {} : { markdown: asWritten(rest.markdown) }),
    ...ref,
    room,
    person,
    mentions,
    isDirect: roomType === 'direct',
  })),
);

export const WebhookSchema = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    targetUrl: v.string(),
    resource: v.string(),
    event: v.string(),
    filter: v.optional(v.string(), ''),
    status: v.optional(v.string(), 'active'),
  }),
  v.transform(({ id, name, targetUrl, resource, event, filter, status }): Webhook => ({
    id,
    name,
    targetUrl,
    reportsAll: resource === 'all' && event === 'all' && filter === '',
    active: status === 'active',
  })),
);

/** One in a list of memberships: the cheapest source of names. */
export const MemberSchema = v.pipe(
  v.object({
    personId: personRef,
    personEmail: v.optional(v.string(), ''),
    personDisplayName: v.optional(v.string(), ''),
  }),
  v.transform(({ personId: ref, personEmail: email, personDisplayName: name }): Person => ({
    ...ref,
    name: name || email,
    email,
  })),
);

const seconds = v.optional(v.number());
export const TokensSchema = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  refresh_token: v.pipe(v.string(), v.nonEmpty()),
  expires_in: seconds,
  refresh_token_expires_in: seconds,
});
