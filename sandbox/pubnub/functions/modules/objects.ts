import { appContextOff } from '../../add-ons.ts';
import type { AppContext } from '../../objects/app-context.ts';
import type { ListQuery } from '../../objects/listing.ts';
import type { MetadataKind } from '../../objects/metadata-store.ts';
import type { Guard } from './guard.ts';

interface Include {
  readonly customFields?: boolean;
  readonly totalCount?: boolean;
  readonly channelFields?: boolean;
  readonly customChannelFields?: boolean;
  readonly UUIDFields?: boolean;
  readonly customUUIDFields?: boolean;
}

interface ListParameters {
  readonly include?: Include;
  readonly filter?: string;
  readonly sort?: Readonly<Record<string, 'asc' | 'desc' | null>>;
  readonly limit?: number;
  readonly page?: { readonly next?: string; readonly prev?: string };
}

interface ObjectParameters extends ListParameters {
  readonly uuid?: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly channels?: readonly (string | { readonly id: string })[];
  readonly uuids?: readonly (string | { readonly id: string })[];
}

/** `pubnub.objects`, with the names and parameters of the JavaScript SDK. */
export function objectsModule(guard: Guard, appContext: AppContext): Record<string, unknown> {
  const { enabled, uuids, channels, memberships } = appContext;
  const method = (work: (parameters: ObjectParameters) => unknown) =>
    guard.counted('pubnub', (_execution, parameters: ObjectParameters = {}) => {
      if (!enabled) throw appContextOff();
      return work(parameters);
    });
  const change = (side: 'uuid' | 'channel', action: 'set' | 'delete') =>
    method((parameters) => {
      const other = side === 'uuid' ? 'channel' : 'uuid';
      const body = { [action]: (parameters[`${other}s`] ?? []).map((member) => memberOf(other, member)) };
      return memberships.change(other, required(parameters, side), body, queryOf(parameters));
    });
  return {
    getAllUUIDMetadata: method((parameters) => uuids.list(queryOf(parameters))),
    getUUIDMetadata: method((parameters) => uuids.get(required(parameters, 'uuid'), includeOf(parameters))),
    setUUIDMetadata: method((parameters) =>
      uuids.set(required(parameters, 'uuid'), parameters.data, includeOf(parameters)),
    ),
    removeUUIDMetadata: method((parameters) => uuids.delete(required(parameters, 'uuid'))),
    getAllChannelMetadata: method((parameters) => channels.list(queryOf(parameters))),
    getChannelMetadata: method((parameters) => channels.get(required(parameters, 'channel'), includeOf(parameters))),
    setChannelMetadata: method((parameters) =>
      channels.set(required(parameters, 'channel'), parameters.data, includeOf(parameters)),
    ),
    removeChannelMetadata: method((parameters) => channels.delete(required(parameters, 'channel'))),
    getMemberships: method((parameters) =>
      memberships.list('channel', required(parameters, 'uuid'), queryOf(parameters)),
    ),
    setMemberships: change('uuid', 'set'),
    removeMemberships: change('uuid', 'delete'),
    getChannelMembers: method((parameters) =>
      memberships.list('uuid', required(parameters, 'channel'), queryOf(parameters)),
    ),
    setChannelMembers: change('channel', 'set'),
    removeChannelMembers: change('channel', 'delete'),
  };
}

function required(parameters: ObjectParameters, name: 'uuid' | 'channel'): string {
  const value = parameters[name];
  if (!value) throw new Error(`Missing ${name}`);
  return value;
}

function memberOf(other: MetadataKind, member: string | { readonly id: string }): unknown {
  if (typeof member === 'string') return { [other]: { id: member } };
  const { id, ...details } = member;
  return { [other]: { id }, ...details };
}

/** Of a single object, the SDK gives custom fields unless told not to. */
const includeOf = ({ include }: ObjectParameters): ListQuery['include'] =>
  queryOf({ include: { customFields: true, ...include } }).include;

/** The SDK always asks for status and type. */
function queryOf({ include = {}, filter, sort = {}, limit, page = {} }: ListParameters): ListQuery {
  const parts = {
    custom: include.customFields,
    channel: include.channelFields,
    'channel.custom': include.customChannelFields,
    uuid: include.UUIDFields,
    'uuid.custom': include.customUUIDFields,
  };
  const asked = Object.entries(parts).flatMap(([name, wanted]) => (wanted ? [name] : []));
  return {
    include: new Set(['status', 'type', 'channel.status', 'channel.type', 'uuid.status', 'uuid.type', ...asked]),
    filter,
    sort: Object.entries(sort).map(([name, order]) => `${name}:${order ?? 'asc'}`),
    limit,
    start: page.next,
    end: page.prev,
    count: include.totalCount ?? false,
  };
}
