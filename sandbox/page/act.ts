import type { Context, Handler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';

/** Why the page's wish was not fulfilled, in words for the person who looks at it. */
export class Refused extends Error {
  readonly status: ContentfulStatusCode;

  constructor(status: ContentfulStatusCode, message: string) {
    super(message);
    this.name = 'Refused';
    this.status = status;
  }
}

/** Somebody or something that the page named is not there. */
export function found<Item>(item: Item | undefined, what: string): Item {
  if (item === undefined) throw new Refused(404, `There is no such ${what} in the sandbox.`);
  return item;
}

/** What somebody wrote. */
export const words = z.string('text is missing').refine((text) => text.trim() !== '', 'text is empty');

export const name = (field: string) => z.string(`${field} is missing`).min(1, `${field} is empty`);

/** What the JSON of a wish must hold. */
export const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape, 'The body is no JSON object.');

/** Answers a POST by which the page acts; `wish` says what its JSON must hold. The answer is 204. */
export const act =
  <Wish>(wish: z.ZodType<Wish>, fulfil: (wish: Wish) => Promise<void>): Handler =>
  async (context) => {
    await fulfil(await read(context, wish));
    return context.body(null, 204);
  };

export const refuse = (context: Context, { message, status }: Refused): Response =>
  context.json({ error: message }, status);

/** JSON that says it is JSON: no other site can make a browser send that here. */
async function read<Wish>(context: Context, wish: z.ZodType<Wish>): Promise<Wish> {
  if (!/^application\/json\b/.test(context.req.header('content-type') ?? '')) {
    throw new Refused(415, 'Send JSON, as application/json.');
  }
  const text = await context.req.text();
  const parsed = wish.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Refused(400, parsed.error.issues.map(({ message }) => message).join('; '));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, 'The body is not JSON.');
  }
}
