import { setTimeout as wait } from 'node:timers/promises';
import { setUpUser } from '../sandbox/set-up-user.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { seedSlack, seedWebex } from '../sandbox/world.ts';
import { residentMegabytes } from './memory.ts';

/** Long enough for a garbage collection after the last message. */
const IDLE_MS = 3000;

/** From PubNub's handing out of an envelope to the arrival of the call at Slack, for messages that come one by one. */
export async function measureDelay(
  sandbox: Sandbox,
  pid: number,
  messages: number,
): Promise<{ delays: number[]; idleMegabytes: number }> {
  const { ann, uma, launch } = seedWebex(sandbox.webex);
  const slack = seedSlack(sandbox.slack);
  await setUpUser(sandbox, uma);
  await slack.uma.command('/pigdin', 'connect', slack.general);
  await sandbox.slack.journal.waitFor('the connection', (entry) => entry.type === 'response');

  const delivered = new Map<string, number>();
  sandbox.pubnub.journal.subscribe((entry) => {
    if (entry.type === 'publish' && isMessage(entry.message)) delivered.set(entry.message.text, performance.now());
  });
  const delays: number[] = [];
  for (let number = 0; number <= messages; number += 1) {
    const text = `Number ${number}`;
    await ann.says(launch, text);
    await sandbox.slack.journal.waitFor(text, (entry) => entry.type === 'message' && entry.text === text);
    // The first message also opens the thread.
    if (number > 0) delays.push(performance.now() - (delivered.get(text) ?? Number.NaN));
  }
  await wait(IDLE_MS);
  return { delays, idleMegabytes: residentMegabytes(pid) };
}

const isMessage = (message: unknown): message is { text: string } =>
  typeof message === 'object' && message !== null && 'text' in message && typeof message.text === 'string';
