import { z } from 'zod';
import type { Need, Permission, ResourceKind } from './permissions.ts';

/** What a request asks for: its decoded path in parts, and its body where it has one. */
interface Asked {
  readonly method: string;
  readonly parts: readonly string[];
  /** The text of a PATCH. */
  readonly body: string;
}

/**
 * Which rights a request needs, after PubNub's table of operations and permissions. Undefined for what Access Manager
 * does not guard: the time, the grants themselves, and the public endpoints of Functions.
 */
export function needsOf(asked: Asked): readonly Need[] | undefined {
  const [first, second, third, fourth, fifth = '', sixth] = asked.parts;
  if (first === 'publish' || first === 'signal') return channels('write', fifth);
  if (second === 'subscribe') return channels('read', fourth);
  if (second === 'presence') return fifth === 'uuid' ? [] : channels('read', sixth);
  if (second === 'history' && third === 'sub-key')
    return channels(asked.method === 'DELETE' ? 'delete' : 'read', sixth);
  if (second === 'objects') return objectNeeds(asked);
  return undefined;
}

const channels = (permission: Permission, list = ''): Need[] =>
  list
    .split(',')
    .filter(Boolean)
    .map((name) => ({ kind: 'chan', name, permission }));

const OBJECT_PERMISSIONS: Readonly<Record<string, Permission>> = { GET: 'get', PATCH: 'update', DELETE: 'delete' };

function objectNeeds({ method, parts, body }: Asked): readonly Need[] {
  const [, , , folder, id, relation] = parts;
  if (id === undefined) return [];
  const kind: ResourceKind = folder === 'uuids' ? 'uuid' : 'chan';
  const permission = OBJECT_PERMISSIONS[method] ?? 'get';
  if (relation === undefined || method === 'GET') return [{ kind, name: id, permission }];
  // A user joins channels; a channel's members are managed.
  if (kind === 'chan') return [{ kind, name: id, permission: 'manage' }];
  return [{ kind, name: id, permission: 'update' }, ...joined(body).map((name) => need(name))];
}

const need = (name: string): Need => ({ kind: 'chan', name, permission: 'join' });

const ChangeSchema = z.object({
  set: z.array(z.object({ channel: z.object({ id: z.string() }) })).default([]),
  delete: z.array(z.object({ channel: z.object({ id: z.string() }) })).default([]),
});

/** None where the body is not as it should be: then the route refuses it. */
function joined(body: string): string[] {
  const parsed = z.string().transform(jsonOf).pipe(ChangeSchema).safeParse(body);
  return parsed.success ? [...parsed.data.set, ...parsed.data.delete].map(({ channel }) => channel.id) : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
