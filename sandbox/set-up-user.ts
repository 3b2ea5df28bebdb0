import { randomUUID } from 'node:crypto';
import { connectPubNub } from '../src/bridge/pubnub.ts';
import { readPubNubConfig } from '../src/config.ts';
import { createLogger } from '../src/log.ts';
import type { Sandbox } from './sandbox.ts';
import type { PersonHandle } from './webex/person-handle.ts';

/** Registers a Webex person in PubNub, as `npm run user:create` does it. */
export async function setUpUser({ webex, environment }: Sandbox, person: PersonHandle): Promise<void> {
  const { pubnub, log } = readPubNubConfig(environment);
  const rooms = connectPubNub({ ...pubnub, log: createLogger(log) });
  const { access_token, refresh_token } = webex.world.issueTokens(person);
  try {
    await rooms.control('newUserSetup', {
      id: randomUUID(),
      platform: 'webex',
      userId: person.id,
      access_token,
      refresh_token,
    });
  } finally {
    rooms.close();
  }
}
