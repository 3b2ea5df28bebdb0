/** The control channel: the original project's contract, by the `task` of the publish meta. */
import * as v from 'valibot';
import type { Refusal } from '../../src/bridge/envelope.ts';
import { learnPerson } from '../directory/people.ts';
import { isPlatformError } from '../platform/errors.ts';
import { personRef } from '../platform/refs.ts';
import type { Publication } from '../runtime/entries.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { faultyFields, isObject, jsonText, type JsonObject } from '../shared/json.ts';
import { checkProof, useProofOnce } from '../shared/proof.ts';
import { Refused } from '../shared/refusal.ts';
import { openServices, type Services } from '../shared/services.ts';
import { connectUser } from '../users/connect.ts';
import { disconnectUser } from '../users/disconnect.ts';
import { loadUser } from '../users/record.ts';
import { openSession } from '../users/session.ts';

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const token = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/));
const seconds = v.optional(v.pipe(v.number(), v.minValue(0)));

const TaskSchema = v.variant('task', [
  v.object({
    task: v.literal('newUserSetup'),
    id,
    platform: v.literal('webex'),
    userId: personRef,
    access_token: token,
    refresh_token: token,
    expires_in: seconds,
    refresh_token_expires_in: seconds,
  }),
  v.object({ task: v.literal('addNewSender'), id, userId: personRef, senderId: personRef }),
  v.object({ task: v.literal('deleteUser'), id, userId: personRef }),
]);

type Task = v.InferOutput<typeof TaskSchema>;
type NewUser = Extract<Task, { task: 'newUserSetup' }>;
type NewSender = Extract<Task, { task: 'addNewSender' }>;

/** Does what a control message asks, and gives the message without its secrets. Throws what refusalOf understands. */
export async function runTask(runtime: Runtime, publication: Publication): Promise<object> {
  const { channel, message } = publication;
  if (!isObject(message)) throw badRequest('A control message must be a JSON object.');
  const proof = await checkProof(runtime, channel, message);
  const task = readTask(message, publication.meta);
  await useProofOnce(runtime, proof);
  await perform(await openServices(runtime, publication.subscribeKey), task);
  // Whoever may listen to the control channel must not see tokens.
  return { id: task.id, task: task.task, userId: task.userId.id };
}

function readTask(message: JsonObject, meta: unknown): Task {
  const named = v.safeParse(jsonText(v.object({ task: v.string() })), meta);
  if (!named.success) throw badRequest('The publish meta must be JSON that names the task.');
  if (named.output.task !== message['task'])
    throw badRequest('The task of the publish meta and of the message differ.');
  const parsed = v.safeParse(TaskSchema, message);
  if (!parsed.success) throw badRequest(`Missing or wrong in the control message: ${faultyFields(parsed.issues)}.`);
  return parsed.output;
}

async function perform(services: Services, task: Task): Promise<void> {
  switch (task.task) {
    case 'newUserSetup':
      return setUp(services, task);
    case 'addNewSender':
      return addSender(services, task);
    case 'deleteUser':
      return disconnectUser(services, task.userId, task.id);
  }
}

async function setUp(services: Services, task: NewUser): Promise<void> {
  const { platform, runtime } = services;
  const person = await platform.me(task.access_token).catch((error: unknown) => {
    if (!isPlatformError(error, 'unauthorized')) throw error;
    throw new Refused('signed-out', `${platform.name} does not accept this access token: it is wrong or has expired.`);
  });
  if (person.key !== task.userId.key) throw badRequest('The access token belongs to somebody else than userId says.');
  const at = (life: number | undefined) => (life === undefined ? undefined : runtime.now() + life * 1000);
  const tokens = {
    accessToken: task.access_token,
    refreshToken: task.refresh_token,
    accessExpiresAt: at(task.expires_in),
    refreshExpiresAt: at(task.refresh_token_expires_in),
  };
  await connectUser(services, { person, tokens, cause: task.id });
}

async function addSender(services: Services, task: NewSender): Promise<void> {
  const user = await loadUser(services.runtime.kv, task.userId.key);
  if (!user) throw new Refused('not-connected', 'This user is not connected to Pigdin.');
  await learnPerson(services, openSession(services, user), task.senderId).catch((error: unknown) => {
    if (!isPlatformError(error, 'not-found')) throw error;
    throw new Refused('refused', `${services.platform.name} does not know the sender, or the user may not see them.`);
  });
}

const badRequest = (reason: Refusal['reason']): Refused => new Refused('bad-request', reason);
