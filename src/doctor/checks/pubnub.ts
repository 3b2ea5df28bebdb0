/** The keyset: its keys, its add-ons, and Access Manager. */
import { setTimeout as wait } from 'node:timers/promises';
import { ACCOUNT_ROOM, channelOf, subscriptionsOf } from '../../bridge/channels.ts';
import { NotNeeded, Trouble, type Check, type Section } from '../check.ts';
import type { Patient } from '../patient.ts';
import { PubNubFault } from '../pubnub.ts';
import { READ_LOG, switchOn } from '../remedies.ts';

/** A query is good for a minute; half of it is for the way. */
const MAX_SKEW_MS = 30_000;

const LOOKS = 10;

const reached: Check<Patient> = {
  name: 'PubNub',
  async run({ config, pubnub }) {
    const { origin } = config.pubnub;
    try {
      await pubnub.time();
    } catch (error) {
      throw troubled(error, `does not answer at ${origin}`, 'Check the network, and PUBNUB_ORIGIN where it is set.');
    }
    return `answers at ${origin}`;
  },
};

const clock: Check<Patient> = {
  name: 'clock',
  after: [reached.name],
  async run({ pubnub }) {
    const before = Date.now();
    const theirs = await pubnub.time();
    const off = Math.round((theirs - (before + Date.now()) / 2) / 1000);
    if (Math.abs(off) * 1000 <= MAX_SKEW_MS) return "agrees with PubNub's";
    throw new Trouble(
      `this machine is ${Math.abs(off)} seconds ${off > 0 ? 'behind' : 'ahead of'} PubNub: what it signs counts as expired`,
      'Let the machine set its clock by the network (NTP).',
    );
  },
};

const accessManager: Check<Patient> = {
  name: 'Access Manager',
  after: [reached.name],
  async run({ config, pubnub }) {
    const { secretKey } = config.pubnub;
    if (secretKey === undefined) throw new NotNeeded('no PUBNUB_SECRET_KEY is set, so the app does without');
    try {
      await pubnub.authorize(secretKey);
    } catch (error) {
      throw troubled(
        error,
        'gives no token',
        "Copy the keyset's secret key into PUBNUB_SECRET_KEY, and switch on Access Manager in the PubNub Admin Portal; or leave the variable out.",
      );
    }
    return 'gives the app a token with the rights of docs/security.md';
  },
};

const keys: Check<Patient> = {
  name: 'publish and subscribe key',
  after: [reached.name, accessManager.name],
  async run(patient) {
    const refusal = await publishProbe(patient).catch((error: unknown) => {
      throw keysTrouble(error);
    });
    if (refusal) throw new Trouble(`a Function refuses a message that is not for it: ${refusal.reason}`, READ_LOG);
    return 'PubNub takes what is published with them';
  },
};

function keysTrouble(error: unknown): Trouble {
  if (error instanceof PubNubFault && error.status === 403) {
    return troubled(
      error,
      'PubNub does not allow the app to publish',
      'Access Manager seems to be switched on: set PUBNUB_SECRET_KEY, as docs/deploy.md tells under “With Access Manager”.',
    );
  }
  return troubled(
    error,
    'PubNub refuses what is published with them',
    `Copy PUBNUB_PUBLISH_KEY and PUBNUB_SUBSCRIBE_KEY anew from your keyset in the PubNub Admin Portal. If they are right, a Function stands in the way: ${READ_LOG}`,
  );
}

const persistence: Check<Patient> = {
  name: 'Message Persistence',
  after: [keys.name],
  async run(patient) {
    const remedy = switchOn('Message Persistence');
    for (let look = 0; look < LOOKS; look += 1) {
      const kept = await patient.pubnub.history(probeChannel(patient)).catch((error: unknown) => {
        throw troubled(error, 'history cannot be read', remedy);
      });
      if (kept.length > 0) return 'keeps messages';
      await wait(patient.patienceMs / LOOKS);
    }
    throw new Trouble('a message that was published is not in history', remedy);
  },
};

const appContext: Check<Patient> = {
  name: 'App Context',
  after: [keys.name],
  async run({ config, pubnub, nobody }) {
    await pubnub.isKnown(nobody).catch((error: unknown) => {
      throw troubled(error, 'cannot be read', switchOn('App Context'));
    });
    try {
      await pubnub.accounts();
    } catch (error) {
      const trouble = troubled(
        error,
        'users cannot be listed, so nobody who was set up by npm run user:create can connect',
        'PubNub Admin Portal → your keyset → App Context: switch off “Disallow Get All User Metadata”.',
      );
      // Who signs in need not be looked for.
      if (!config.webex) throw trouble;
      return 'can be read; the keyset does not let users be listed';
    }
    return 'can be read';
  },
};

const streamController: Check<Patient> = {
  name: 'Stream Controller',
  after: [keys.name],
  async run(patient) {
    const { pubnub, config, nobody, patienceMs } = patient;
    const patterns = subscriptionsOf(config.pubnub.layout, [nobody]);
    const remedy = switchOn('Stream Controller with wildcard subscribe');
    const ear = await pubnub.listen(patterns).catch((error: unknown) => {
      throw troubled(error, `refuses the subscription to ${patterns.join(', ')}`, remedy);
    });
    try {
      await publishProbe(patient);
      const heard = await ear.hear(({ channel }) => channel === probeChannel(patient), patienceMs);
      if (!heard) throw new Trouble('a wildcard subscription does not hear what is published', remedy);
    } finally {
      ear.close();
    }
    return 'wildcard subscriptions hear what is published';
  },
};

export const PUBNUB: Section<Patient> = {
  title: 'PubNub',
  checks: [reached, clock, accessManager, keys, persistence, appContext, streamController],
};

const probeChannel = ({ config, nobody }: Patient): string => channelOf(config.pubnub.layout, nobody, ACCOUNT_ROOM);

/** In the form of the bridge's own probes: a bridge that hears it lets it pass. */
const publishProbe = (patient: Patient) =>
  patient.pubnub.publish({
    channel: probeChannel(patient),
    message: { probe: 'npm run doctor' },
    delivered: true,
  });

/** @param what as the rest of a line, without its reason */
function troubled(error: unknown, what: string, remedy: string): Trouble {
  if (!(error instanceof PubNubFault)) throw error;
  return new Trouble(`${what} (${error.message})`, remedy);
}
