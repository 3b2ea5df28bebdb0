// npm run user:create user-info.json, npm run user:delete user-info.json: sets a Webex user up in PubNub, or removes every
// trace of one. The file is the original project's: platform, userId, access_token, refresh_token.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { config as loadDotenv } from 'dotenv';
import * as z from 'zod';
import { BridgeError, describeError } from '../src/bridge/errors.ts';
import { keyOf } from '../src/bridge/ids.ts';
import { connectPubNub } from '../src/bridge/pubnub.ts';
import { ConfigError, readPubNubConfig } from '../src/config.ts';
import { createLogger } from '../src/log.ts';

const TASKS = {
  create: { task: 'newUserSetup', done: 'is set up. In Slack this person now types: /pigdin connect' },
  delete: { task: 'deleteUser', done: 'is removed, with tokens, webhooks and names.' },
} as const;

const field = (name: string) => z.string({ error: `${name} is missing` }).min(1, `${name} is empty`);

const userInfo = z.object({
  platform: z.literal('webex', { error: 'platform must be "webex"' }),
  userId: field('userId').refine((id) => keyOf(id, 'PEOPLE'), 'userId is no Webex person id (GET /people/me tells it)'),
  access_token: field('access_token'),
  refresh_token: field('refresh_token'),
});

type UserInfo = z.output<typeof userInfo>;

/** Something the person at the keyboard can mend; its message is all they need to read. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

async function readUserInfo(file: string): Promise<UserInfo> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`There is no file ${file}, or it cannot be read.`);
  });
  const parsed = userInfo.safeParse(parseJson(file, text));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    [`${file} is not complete:`, ...parsed.error.issues.map(({ message }) => `  ${message}`)].join('\n'),
  );
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON.`);
  }
}

/** What a Function refused has a reason of its own; all else is told to whoever runs Pigdin, not to a person in Slack. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof BridgeError)) return describeError(error).message;
  if (error.code === 'webex-refused') return error.userMessage;
  return error.retryable ? `${error.message}. Try again later: the command may be repeated.` : `${error.message}.`;
}

async function main([verb, file]: readonly string[]): Promise<string> {
  if ((verb !== 'create' && verb !== 'delete') || file === undefined) {
    throw new UsageError(`Usage: npm run user:${verb ?? 'create'} user-info.json`);
  }
  const info = await readUserInfo(file);
  loadDotenv({ quiet: true });
  const { pubnub, log } = readPubNubConfig();
  const rooms = connectPubNub({ ...pubnub, log: createLogger(log, process.stderr) });
  try {
    const { task, done } = TASKS[verb];
    const { userId } = info;
    await rooms.control(task, { id: randomUUID(), ...(verb === 'create' ? info : { platform: 'webex', userId }) });
    return `The Webex user of ${file} ${done}`;
  } finally {
    rooms.close();
  }
}

main(process.argv.slice(2)).then(
  (sentence) => console.log(sentence),
  (error: unknown) => {
    const known = error instanceof UsageError || error instanceof ConfigError;
    console.error(known ? error.message : sentenceOf(error));
    process.exitCode = 1;
  },
);
