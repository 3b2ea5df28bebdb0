/** Signed questions of the app about what one of its users sees at the platform. */
import * as v from 'valibot';
import type { RefusalCode } from '../../src/bridge/envelope.ts';
import { isUserKey } from '../../src/bridge/ids.ts';
import type { HttpCall, HttpReply } from '../runtime/entries.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { faultyFields, isObject, jsonText } from '../shared/json.ts';
import { checkProof, useProofOnce } from '../shared/proof.ts';
import { nameOf, Refused, refusalOf } from '../shared/refusal.ts';
import { openServices } from '../shared/services.ts';
import { loadUser } from '../users/record.ts';
import { openSession } from '../users/session.ts';
import { health } from './health.ts';
import { messages } from './messages.ts';
import { members, people, person, rooms } from './places.ts';
import {
  QUERY_LIFETIME_MS,
  QUERY_PATH,
  type Answers,
  type QueryName,
  type QueryRefusal,
} from '../../src/bridge/query.ts';
import { ArgsSchema } from './args.ts';
import { result, startDirect } from './sends.ts';
import { token } from './token.ts';
import { webhook } from './webhook.ts';
import type { Asking } from './asking.ts';

const STATUS: Readonly<Record<RefusalCode, number>> = {
  'bad-request': 400,
  'bad-proof': 401,
  'not-connected': 404,
  'signed-out': 403,
  'not-in-room': 404,
  'read-only': 403,
  'too-long': 413,
  'rate-limited': 429,
  refused: 422,
  unavailable: 503,
};

const AskerSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  account: v.pipe(v.string(), v.guard(isUserKey)),
});
type AccountQuery = Exclude<v.InferOutput<typeof ArgsSchema>, { query: 'health' }>;

/** Answers with JSON: what was asked for, or a Refusal. */
export async function answerQuery(runtime: Runtime, call: HttpCall): Promise<HttpReply> {
  try {
    return json(200, await answer(runtime, call));
  } catch (error) {
    runtime.log('refused', { error: nameOf(error) });
    const refusal = refusalOf(error);
    return json(STATUS[refusal.code], { refusal } satisfies QueryRefusal);
  }
}

async function answer(runtime: Runtime, { body, subscribeKey }: HttpCall): Promise<object> {
  const message = v.safeParse(jsonText(v.pipe(v.unknown(), v.guard(isObject))), body);
  if (!message.success) throw new Refused('bad-request', 'A query is posted as a JSON object.');
  const proof = await checkProof(runtime, QUERY_PATH, message.output, QUERY_LIFETIME_MS);
  const { account } = parse(AskerSchema, message.output);
  const query = parse(ArgsSchema, message.output);
  await useProofOnce(runtime, proof);
  const services = await openServices(runtime, subscribeKey);
  if (query.query === 'health') return health(services);
  const user = await loadUser(runtime.kv, account);
  if (!user) throw new Refused('not-connected', 'This Webex account is not connected to Pigdin.');
  return ask({ services, session: openSession(services, user) }, query);
}

function parse<Schema extends v.GenericSchema>(schema: Schema, message: object): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, message);
  if (parsed.success) return parsed.output;
  throw new Refused('bad-request', `Missing or wrong in the query: ${faultyFields(parsed.issues)}.`);
}

async function ask(asking: Asking, query: AccountQuery): Promise<Answers[QueryName]> {
  switch (query.query) {
    case 'rooms':
      return rooms(asking, query.args);
    case 'messages':
      return messages(asking, query.args);
    case 'members':
      return members(asking, query.args);
    case 'person':
      return person(asking, query.args);
    case 'people':
      return people(asking, query.args);
    case 'result':
      return result(asking, query.args);
    case 'startDirect':
      return startDirect(asking, query.args);
    case 'token':
      return token(asking);
    case 'webhook':
      return webhook(asking);
  }
}

const json = (status: number, answered: object): HttpReply => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(answered),
});
