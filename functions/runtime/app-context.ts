import * as v from 'valibot';
import type { ObjectsModule } from './modules.ts';
import type { Objects, Page } from './runtime.ts';

/** PubNub answers null for what is not set. */
const text = v.fallback(v.optional(v.string()), undefined);
const number = v.fallback(v.optional(v.number()), undefined);
const custom = v.fallback(v.optional(v.object({ proofAt: number, proofMac: text })), undefined);
const UserMetadataSchema = v.object({ name: text, email: text, profileUrl: text, type: text, status: text, custom });
const ChannelMetadataSchema = v.object({ name: text, type: text, custom });

const IdSchema = v.optional(v.object({ id: v.string() }));
const PageSchema = v.object({
  data: v.array(v.object({ channel: IdSchema, uuid: IdSchema })),
  next: v.fallback(v.optional(v.string()), undefined),
});

function readPage(answer: unknown): Page<string> {
  const parsed = v.safeParse(PageSchema, answer);
  if (!parsed.success) throw new Error('PubNub gave a page that cannot be read');
  const { data, next } = parsed.output;
  const items = data.flatMap(({ channel, uuid }) => channel?.id ?? uuid?.id ?? []);
  // PubNub names a next page even behind the last.
  return { items, next: data.length > 0 && next ? next : undefined };
}

const WITH_ALL = { customFields: true };
const MEMBERSHIPS_A_PAGE = 100;

/** App Context by PubNub's own `objects`. The shape of its errors is not documented: on reading, any means "none". */
export const appContext = (objects: ObjectsModule): Objects => ({
  user: async (uuid) => {
    const found = await objects.getUUIDMetadata({ uuid, include: WITH_ALL }).catch(() => undefined);
    const parsed = v.safeParse(UserMetadataSchema, found?.data);
    return parsed.success ? parsed.output : undefined;
  },
  setUser: async (uuid, data) => void (await objects.setUUIDMetadata({ uuid, data, include: WITH_ALL })),
  removeUser: async (uuid) => void (await objects.removeUUIDMetadata({ uuid })),
  channel: async (channel) => {
    const found = await objects.getChannelMetadata({ channel, include: WITH_ALL }).catch(() => undefined);
    const parsed = v.safeParse(ChannelMetadataSchema, found?.data);
    return parsed.success ? parsed.output : undefined;
  },
  setChannel: async (channel, data) => void (await objects.setChannelMetadata({ channel, data, include: WITH_ALL })),
  removeChannel: async (channel) => void (await objects.removeChannelMetadata({ channel })),
  join: async (uuid, channels) => void (await objects.setMemberships({ uuid, channels: [...channels] })),
  leave: async (uuid, channels) => void (await objects.removeMemberships({ uuid, channels: [...channels] })),
  memberships: async (uuid, from) => {
    const answer = await objects.getMemberships({ uuid, limit: MEMBERSHIPS_A_PAGE, ...pageAt(from) });
    const { items, next } = readPage(answer);
    // A page that is not full is the last: then a user who leaves is gone at once.
    return { items, next: items.length < MEMBERSHIPS_A_PAGE ? undefined : next };
  },
  members: async (channel, limit, next) =>
    readPage(await objects.getChannelMembers({ channel, limit, ...pageAt(next) })),
});

const pageAt = (next: string | undefined) => (next === undefined ? {} : { page: { next } });
