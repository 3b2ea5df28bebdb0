/** The JSON that clients get. Members that are undefined vanish on the wire. */
import { membershipId } from './ids.ts';
import type { Card, Membership, Message, Person, PresenceStatus, Room, RoomType } from './model.ts';

export interface PersonJson {
  readonly id: string;
  readonly emails: readonly string[];
  readonly displayName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly avatar?: string | undefined;
  readonly orgId: string;
  readonly created: string;
  readonly lastModified: string;
  readonly lastActivity?: string | undefined;
  readonly status?: PresenceStatus | undefined;
  readonly type: 'person' | 'bot';
}

/** @param withPresence only people of one's own organisation, and not when asked for by id */
export function personJson(person: Person, withPresence: boolean): PersonJson {
  const [firstName = '', ...rest] = person.displayName.split(' ');
  return {
    id: person.id,
    emails: person.emails,
    displayName: person.displayName,
    firstName,
    lastName: rest.join(' '),
    avatar: person.avatar,
    orgId: person.orgId,
    created: person.created,
    lastModified: person.created,
    lastActivity: withPresence ? person.lastActivity : undefined,
    status: withPresence ? person.status : undefined,
    type: person.type,
  };
}

/** What could not be decrypted in an answer of status 200. */
export type PartialErrors = Readonly<Record<string, { readonly code: 'kms_failure'; readonly reason: string }>>;

const lost = (field: string): PartialErrors => ({
  [field]: { code: 'kms_failure', reason: 'Key management server failed to respond appropriately.' },
});

export interface RoomJson {
  readonly id: string;
  readonly title?: string | undefined;
  readonly type: RoomType;
  readonly isLocked: boolean;
  readonly lastActivity: string;
  readonly creatorId: string;
  readonly created: string;
  readonly ownerId: string;
  readonly isAnnouncementOnly: boolean;
  readonly isReadOnly: boolean;
  readonly isPublic?: boolean | undefined;
  readonly madePublic?: string | undefined;
  readonly description?: string | undefined;
  readonly errors?: PartialErrors | undefined;
}

/** A direct room is called as the other of the two. */
function titleFor(room: Room, viewer: Person): string {
  if (room.type === 'group') return room.title;
  return [...room.members.keys()].find((person) => person !== viewer)?.displayName ?? '';
}

export const roomJson = (room: Room, viewer: Person): RoomJson => ({
  id: room.id,
  title: room.keyLost ? undefined : titleFor(room, viewer),
  type: room.type,
  isLocked: room.isLocked,
  lastActivity: room.lastActivity,
  creatorId: room.creator.id,
  created: room.created,
  ownerId: room.creator.orgId,
  isAnnouncementOnly: room.isAnnouncementOnly,
  isReadOnly: room.isReadOnly,
  isPublic: room.isPublic || undefined,
  madePublic: room.madePublic,
  description: room.description,
  errors: room.keyLost ? lost('title') : undefined,
});

export interface MembershipJson {
  readonly id: string;
  readonly roomId: string;
  readonly personId: string;
  readonly personEmail: string;
  readonly personDisplayName: string;
  readonly personOrgId: string;
  readonly isModerator: boolean;
  readonly isRoomHidden: boolean;
  readonly roomType: RoomType;
  readonly isMonitor: boolean;
  readonly created: string;
}

export const membershipJson = (room: Room, membership: Membership): MembershipJson => ({
  id: membershipId(room.id, membership.person.id),
  roomId: room.id,
  personId: membership.person.id,
  personEmail: emailOf(membership.person),
  personDisplayName: membership.person.displayName,
  personOrgId: membership.person.orgId,
  isModerator: membership.isModerator,
  isRoomHidden: membership.isRoomHidden,
  roomType: room.type,
  isMonitor: false,
  created: membership.created,
});

export interface MessageJson {
  readonly id: string;
  readonly roomId: string;
  readonly roomType: RoomType;
  readonly parentId?: string | undefined;
  readonly toPersonId?: string | undefined;
  readonly toPersonEmail?: string | undefined;
  readonly text?: string | undefined;
  readonly markdown?: string | undefined;
  readonly html?: string | undefined;
  readonly files?: readonly string[] | undefined;
  readonly personId: string;
  readonly personEmail: string;
  readonly mentionedPeople?: readonly string[] | undefined;
  readonly mentionedGroups?: readonly string[] | undefined;
  readonly attachments?: readonly Card[] | undefined;
  readonly created: string;
  readonly updated?: string | undefined;
  readonly errors?: PartialErrors | undefined;
}

/** @param apiUrl where the files are fetched, with `/v1` */
export function messageJson(apiUrl: string, message: Message): MessageJson {
  const { body, keyLost } = message;
  return {
    id: message.id,
    roomId: message.room.id,
    roomType: message.room.type,
    parentId: message.parent?.id,
    text: keyLost ? undefined : body.text,
    markdown: keyLost ? undefined : body.markdown,
    html: keyLost ? undefined : body.html,
    files: orNothing(message.files.map(({ id }) => `${apiUrl}/contents/${id}`)),
    personId: message.author.id,
    personEmail: emailOf(message.author),
    mentionedPeople: orNothing(body.mentionedPeople.map(({ id }) => id)),
    mentionedGroups: orNothing(body.mentionedGroups),
    attachments: keyLost ? undefined : orNothing(message.attachments),
    created: message.created,
    updated: message.updated,
    errors: keyLost ? lost('text') : undefined,
  };
}

export const emailOf = (person: Person): string => person.emails[0] ?? '';

const orNothing = <Item>(items: readonly Item[]): readonly Item[] | undefined => (items.length > 0 ? items : undefined);
