import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Answer, Client } from './support.ts';

/** Webex's own description of its API. Not part of this repository; found beside it where someone has put it. */
const FILE = new URL('../../../../shared/data/webex-messaging.openapi.json', import.meta.url);

export const isPresent = existsSync(FILE);

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  [keyword: string]: unknown;
}

interface Operation {
  readonly responses: Readonly<
    Record<string, { content?: { 'application/json'?: { schema: Schema; example?: unknown } } }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What the description lacks, though real answers have it. */
const OMITTED: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  Webhook: { orgId: { type: 'string' }, createdBy: { type: 'string' }, appId: { type: 'string' } },
};
const OMITTED_ENUM = { Webhook: ['resource', 'event'] } as const;
/** Free by nature, or described as something else than what the examples beside them show. */
const NOT_CHECKED = ['inputs', 'attachments'];

/**
 * A client that holds every answer against the official description: a status that it lists, no member that it does not
 * know, types and enumerations as it says. Few members are required there, so absence proves nothing.
 */
export function checkedClient(client: Client): Client & { readonly checked: string[] } {
  const description = JSON.parse(readFileSync(FILE, 'utf8')) as Description;
  const ajv = new Ajv({ strict: false });
  const checked: string[] = [];
  const check = (method: string, path: string, answer: Answer): Answer => {
    const [template, operation] = operationOf(description, method, path);
    const response = operation.responses[String(answer.status)];
    if (!response) throw new Error(`${method} ${template} does not answer ${answer.status}`);
    const media = response.content?.['application/json'];
    if (answer.status < 300 && media) {
      const validate = ajv.compile(closed(description, media.schema, media.example));
      if (!validate(answer.body)) throw new Error(`${method} ${template}: ${ajv.errorsText(validate.errors)}`);
    }
    checked.push(`${method} ${template} ${answer.status}`);
    return answer;
  };
  return {
    token: client.token,
    checked,
    get: async (path) => check('get', path, await client.get(path)),
    post: async (path, body) => check('post', path, await client.post(path, body)),
    put: async (path, body) => check('put', path, await client.put(path, body)),
    delete: async (path) => check('delete', path, await client.delete(path)),
  };
}

/** A path without parameters fits better than one with. */
function operationOf({ paths }: Description, method: string, path: string): readonly [string, Operation] {
  const asked = new URL(path, 'https://webexapis.com').pathname.replace(/^\/v1|\/$/g, '');
  const fits = (template: string): boolean => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(asked);
  const template = paths[asked] ? asked : Object.keys(paths).find((known) => known.includes('{') && fits(known));
  const operation = template === undefined ? undefined : paths[template]?.[method];
  if (!template || !operation) throw new Error(`Webex describes no ${method} ${asked}`);
  return [template, operation];
}

/** The schema with references resolved, nothing required, and no members but those described or shown in the example. */
function closed(description: Description, schema: Schema, example: unknown): Schema {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return closed(description, named(description, name), example);
  const { required: _required, properties, items, ...rest } = schema;
  if (items) return { ...rest, items: closed(description, items, Array.isArray(example) ? example[0] : undefined) };
  if (!properties) return rest;
  const shown = Object.keys(Object(example) as object).map((member) => [member, {}] as const);
  const described = Object.entries(properties).map(([member, inner]) => {
    const inside = (example as Record<string, unknown> | undefined)?.[member];
    return [member, NOT_CHECKED.includes(member) ? {} : closed(description, inner, inside)] as const;
  });
  return { ...rest, properties: Object.fromEntries([...shown, ...described]), additionalProperties: false };
}

function named({ components }: Description, name: string): Schema {
  const schema = structuredClone(components.schemas[name] ?? {});
  Object.assign(schema.properties ?? {}, OMITTED[name]);
  for (const member of name === 'Webhook' ? OMITTED_ENUM.Webhook : []) schema.properties?.[member]?.enum?.push('all');
  return schema;
}
