/** Whether each Function is there, shares our secret, and is set up as the app is. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT_ROOM, channelOf, CONTROL_CHANNEL, type ChannelLayout } from '../../bridge/channels.ts';
import { hmac, sign } from '../../bridge/sign.ts';
import { formatState, SIGN_IN_LIFETIME_MS, SIGN_IN_PATH, signInText } from '../../bridge/sign-in.ts';
import { NotNeeded, Trouble, type Check, type Section } from '../check.ts';
import { strange, troubleOf } from '../functions.ts';
import type { Patient } from '../patient.ts';
import { PubNubFault, type Probe } from '../pubnub.ts';
import { DEPLOY, READ_LOG, SAME_SECRET } from '../remedies.ts';

/** webex-interval runs every minute. */
const MAX_SILENCE_MS = 10 * 60_000;

const SHARES = 'runs, and shares the secret with the app';

const query: Check<Patient> = {
  name: 'webex-query',
  after: ['clock'],
  async run({ health }) {
    await health();
    return SHARES;
  },
};

const webhook: Check<Patient> = {
  name: 'webex-webhook',
  async run({ functions }) {
    const answer = await functions.request('webex/webhook', { method: 'POST', body: '{}' });
    if (answer.status === 401 && answer.text.includes('signature')) return 'runs, and refuses what Webex did not sign';
    throw strange(answer);
  },
};

/** An old sign-in that is rightly signed is told from one that is not, and does nothing. */
const oauth: Check<Patient> = {
  name: 'webex-oauth',
  async run({ config, functions }) {
    const { secret, functionsUrl } = config.pubnub;
    const signIn = {
      id: randomUUID(),
      team: 'doctor',
      user: 'doctor',
      email: '',
      at: Date.now() - 2 * SIGN_IN_LIFETIME_MS,
      redirectUri: `${functionsUrl}${SIGN_IN_PATH}`,
    };
    const state = formatState(signIn, hmac(secret, signInText(signIn)));
    const answer = await functions.request(`${SIGN_IN_PATH.slice(1)}?${new URLSearchParams({ state }).toString()}`);
    if (answer.status === 410) return SHARES;
    if (answer.status === 400 && answer.text.includes('Pigdin')) {
      throw new Trouble('does not share the secret with the app', SAME_SECRET);
    }
    throw strange(answer);
  },
};

/** A control message without a task: the Function checks its proof, and refuses it. */
const userUpdate: Check<Patient> = {
  name: 'webex-user-update',
  after: ['publish and subscribe key', 'clock'],
  async run(patient) {
    const message = { id: randomUUID(), task: 'none' };
    const channel = CONTROL_CHANNEL;
    if (await runsOn(patient, { channel, message, meta: { task: 'none' } })) return SHARES;
    throw new Trouble(`does not run on the channel ${channel}`, DEPLOY);
  },
};

/** Which layouts reach webex-publish: PubNub's documents disagree on how far `webex.*` goes. */
const publish: Check<Patient> = {
  name: 'webex-publish',
  after: ['publish and subscribe key', 'clock'],
  async run(patient) {
    const { layout } = patient.config.pubnub;
    const other: ChannelLayout = layout === 'nested' ? 'flat' : 'nested';
    if (await forwards(patient, layout)) return `runs on channels of the layout ${layout}, and shares the secret`;
    if (await forwards(patient, other)) {
      throw new Trouble(
        `does not run on channels of the layout ${layout}, but on those of ${other}: replies would not reach Webex`,
        `Set PIGDIN_LAYOUT=${other} in .env, run npm run functions:deploy, and start the bridge again.`,
      );
    }
    throw new Trouble('does not run on webex.*: replies would not reach Webex', DEPLOY);
  },
};

/** An envelope that says nothing: the Function checks its proof, and refuses it. */
const forwards = (patient: Patient, layout: ChannelLayout): Promise<boolean> =>
  runsOn(patient, {
    channel: channelOf(layout, patient.nobody, ACCOUNT_ROOM),
    message: { fromPlatform: 'webex', forwardToPlatform: true },
  });

/** Whether a Function refused the message for what it lacks: then it ran, and our proof was right. */
async function runsOn({ pubnub, config }: Patient, { message, ...probe }: Probe): Promise<boolean> {
  const proof = sign(config.pubnub.secret, probe.channel, message);
  try {
    const refusal = await pubnub.publish({ ...probe, message: { ...message, proof } });
    if (refusal && refusal.code !== 'bad-request') throw troubleOf(refusal);
    return refusal !== undefined;
  } catch (error) {
    if (!(error instanceof PubNubFault)) throw error;
    throw new Trouble(`fails (${error.message})`, READ_LOG);
  }
}

const interval: Check<Patient> = {
  name: 'webex-interval',
  after: [query.name],
  async run({ health }) {
    const { now, intervalAt } = await health();
    if (intervalAt !== undefined && now - intervalAt <= MAX_SILENCE_MS) {
      return `ran ${Math.max(0, Math.round((now - intervalAt) / 1000))} seconds ago`;
    }
    const remedy = `If the Functions were started just now, wait a minute and run this again. Else: ${DEPLOY}`;
    if (intervalAt === undefined) throw new Trouble('has never run: no sign-in is renewed', remedy);
    throw new Trouble(
      `has not run for ${Math.round((now - intervalAt) / 60_000)} minutes: no sign-in is renewed`,
      remedy,
    );
  },
};

const layout: Check<Patient> = {
  name: 'channel layout',
  after: [query.name],
  async run({ health, config }) {
    const { layout: theirs } = await health();
    const ours = config.pubnub.layout;
    if (theirs === ours) return `${ours}, here and in the Functions`;
    throw new Trouble(
      `${ours} here, but ${theirs} in the Functions: neither would hear the other`,
      "PIGDIN_LAYOUT in .env decides; npm run functions:deploy tells the Functions. By hand: PIGDIN_SETTINGS in PubNub's vault.",
    );
  },
};

const address: Check<Patient> = {
  name: 'address of the Functions',
  after: [query.name],
  async run({ health, config }) {
    const { functionsUrl: theirs } = await health();
    const ours = config.pubnub.functionsUrl;
    if (theirs === ours) return ours;
    throw new Trouble(
      `${ours} here, but ${theirs ?? 'unknown'} in the Functions: Webex would report to the wrong place`,
      "FUNCTIONS_URL in .env decides, or what follows from the keyset; npm run functions:deploy tells the Functions. By hand: PIGDIN_SETTINGS in PubNub's vault.",
    );
  },
};

const secrets: Check<Patient> = {
  name: 'secrets of the Webex integration',
  after: [query.name],
  async run({ health, config }) {
    const { clientId, clientSecret } = await health();
    const ours = config.webex?.clientId;
    if (ours === undefined && clientId === undefined) {
      throw new NotNeeded('there is no integration, so users are set up by npm run user:create, and not renewed');
    }
    const missing = [clientId === undefined && 'WEBEX_CLIENT_ID', !clientSecret && 'WEBEX_CLIENT_SECRET'];
    const names = missing.filter((name) => name !== false).join(' and ');
    const remedy = "Put both into .env and run npm run functions:deploy; by hand: into PubNub's vault.";
    if (names !== '') throw new Trouble(`PubNub's vault lacks ${names}: nobody can sign in`, remedy);
    if (ours === undefined)
      return "in PubNub's vault; the app offers no sign-in, because WEBEX_CLIENT_ID is not set here";
    if (clientId !== ours) throw new Trouble("WEBEX_CLIENT_ID here is another one than in PubNub's vault", remedy);
    return "in PubNub's vault, and the client ID is the app's";
  },
};

export const FUNCTIONS: Section<Patient> = {
  title: 'Functions',
  checks: [query, webhook, oauth, userUpdate, publish, interval, layout, address, secrets],
};
