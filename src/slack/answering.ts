import type { RespondArguments, RespondFn, webApi } from '@slack/bolt';
import { describeError } from '../bridge/errors.ts';
import type { Log } from '../bridge/log.ts';
import { texts } from '../bridge/texts.ts';
import type { Answer } from './commands/asked.ts';
import { say, type View } from './views/message.ts';

/** Longer, and the person is told that somebody is working on it. */
const PATIENCE_MS = 1500;

interface Answering {
  readonly respond: RespondFn;
  readonly client: webApi.WebClient;
  readonly slackUser: string;
  readonly log: Log;
  /** The thread in which the answer belongs. */
  readonly threadTs?: string | undefined;
  /** The answer takes the place of the message that was pressed. */
  readonly inPlace?: boolean;
}

/** Tells one person the answer, once it is there; nobody else sees it. */
export async function answer(answering: Answering, work: Promise<Answer>): Promise<void> {
  const { inPlace = false, threadTs } = answering;
  const place = { response_type: 'ephemeral', ...(threadTs === undefined ? {} : { thread_ts: threadTs }) } as const;
  let asking: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    asking = answering.respond({ ...place, ...say(texts.asking), replace_original: inPlace }).catch(() => undefined);
  }, PATIENCE_MS);
  const view = await work.finally(() => clearTimeout(timer));
  await asking;
  if (view) await deliver(answering, view, { ...place, replace_original: inPlace || asking !== undefined });
}

/** The address for answers is good for half an hour, and five of them: after that the answer comes as a direct message. */
async function deliver(
  { respond, client, slackUser, log }: Answering,
  view: View,
  place: RespondArguments,
): Promise<void> {
  try {
    await respond({ ...place, ...view });
  } catch (error) {
    log.info({ error: describeError(error) }, 'an answer goes out as a direct message');
    await client.chat.postMessage({ channel: slackUser, ...view });
  }
}
