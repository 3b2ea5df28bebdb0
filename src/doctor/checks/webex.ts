/** Webex: the integration, and the way from Webex's webhook to the app. */
import { randomUUID } from 'node:crypto';
import { channelOf, subscriptionsOf } from '../../bridge/channels.ts';
import { readDelivered } from '../../bridge/delivered.ts';
import { keyOf } from '../../bridge/ids.ts';
import { signInAddress } from '../../bridge/sign-ins.ts';
import { NotNeeded, Trouble, type Check, type Section } from '../check.ts';
import { strange } from '../functions.ts';
import { networkWords } from '../network.ts';
import type { Patient } from '../patient.ts';
import { READ_LOG, SIGN_IN_AGAIN } from '../remedies.ts';

const TIMEOUT_MS = 15_000;
const WEBHOOK_PATH = 'webex/webhook';

const integration: Check<Patient> = {
  name: 'integration',
  after: ['webex-query', 'secrets of the Webex integration'],
  async run({ health }) {
    const { clientId, webexTrouble, webexApiUrl } = await health();
    if (clientId === undefined) throw new NotNeeded('there is none');
    if (webexTrouble === undefined) return `the Functions reach ${webexApiUrl}, which knows its id and secret`;
    throw new Trouble(
      webexTrouble,
      'Compare WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET with your integration at developer.webex.com, and run npm run functions:deploy. If Webex has trouble: https://status.webex.com',
    );
  },
};

const signIn: Check<Patient> = {
  name: 'sign-in page',
  after: ['webex-query'],
  async run({ config, health }) {
    if (!config.webex) throw new NotNeeded('nobody is offered one, because WEBEX_CLIENT_ID is not set');
    const { clientId, apiUrl } = config.webex;
    const { webexApiUrl } = await health();
    if (withoutSlash(apiUrl) !== webexApiUrl) {
      throw new Trouble(
        `people would sign in at ${apiUrl}, but the Functions use ${webexApiUrl}`,
        'WEBEX_API_URL in .env decides; npm run functions:deploy tells the Functions.',
      );
    }
    const { functionsUrl, secret } = config.pubnub;
    const asked = { id: randomUUID(), team: 'doctor', user: 'doctor', email: '', at: Date.now() };
    const refusal = await refusalOfPage(signInAddress({ clientId, webexApiUrl, functionsUrl, secret }, asked));
    if (refusal === undefined) return 'Webex takes the client ID, the redirect URI and the scopes';
    throw new Trouble(
      `Webex refuses it (${refusal})`,
      `At developer.webex.com your integration must have the redirect URI ${functionsUrl}/webex/oauth, to the letter, and the scopes of docs/deploy.md.`,
    );
  },
};

/** What Webex has against the page of the button; undefined where it would show it. Nobody is signed in. */
async function refusalOfPage(url: string): Promise<string | undefined> {
  const page = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: unknown) => {
      // The bridge need not reach Webex: the browsers of its users do.
      throw new NotNeeded(
        `cannot be looked at, because Webex is not reached from this machine (${networkWords(error)})`,
      );
    },
  );
  if (page.status >= 400) return `HTTP ${page.status}: ${wordsOf(await page.text())}`;
  const location = page.headers.get('location');
  return location === null ? undefined : (new URL(location, url).searchParams.get('error') ?? undefined);
}

/** Webex puts the reason into the first error; a page of its own says nothing in short. */
function wordsOf(body: string): string {
  const [, description] = /"description"\s*:\s*"([^"]{1,200})"/.exec(body) ?? [];
  return description ?? 'without a reason';
}

const webhook: Check<Patient> = {
  name: 'webhook of a connected account',
  after: ['App Context', 'webex-query', 'address of the Functions'],
  async run({ account, webhook: ask, config }) {
    const { name } = await account();
    const { state, targetUrl } = await ask();
    const wanted = `${config.pubnub.functionsUrl}/${WEBHOOK_PATH}`;
    if (targetUrl !== wanted) {
      throw new Trouble(`that of ${name} reports to ${targetUrl}, not to ${wanted}`, SIGN_IN_AGAIN);
    }
    if (state === 'active') return `Webex has that of ${name}, and it is active`;
    throw new Trouble(
      state === 'disabled' ? `Webex has disabled that of ${name}` : `Webex has none of ${name}`,
      `webex-interval mends this within as many minutes as there are accounts. If it does not: ${READ_LOG}`,
    );
  },
};

/** A notification that only says that a room was changed: nobody sees anything of it, and what comes out is true. */
const roundTrip: Check<Patient> = {
  name: 'from the webhook to the app',
  after: ['webex-query', 'webex-webhook', 'channel layout', 'Stream Controller', 'App Context'],
  async run(patient) {
    const { pubnub, functions, config, patienceMs } = patient;
    const { layout, secret } = config.pubnub;
    const { user, name } = await patient.account();
    const { rehearsal } = await patient.webhook().catch(() => {
      throw new NotNeeded(`not tried, because nothing can be asked at Webex for ${name}`);
    });
    const room = rehearsal && keyOf(rehearsal.room.id, 'ROOM');
    if (!rehearsal || !room) throw new NotNeeded(`${name} is in no Webex room, so there is nothing to report`);
    const place = channelOf(layout, user, room);
    const ear = await pubnub.listen(subscriptionsOf(layout, [user]));
    try {
      const { headers, body } = rehearsal;
      const answer = await functions.request(WEBHOOK_PATH, { method: 'POST', headers, body });
      if (answer.status === 401) {
        throw new Trouble(`webex-webhook does not take the signature of ${name}'s webhook`, SIGN_IN_AGAIN);
      }
      if (answer.status !== 200) throw strange(answer);
      const heard = await ear.hear((received) => {
        if (received.channel !== place) return false;
        const decoded = readDelivered(secret, received);
        return decoded.ok && decoded.content.kind === 'room';
      }, patienceMs);
      if (!heard)
        throw new Trouble('webex-webhook took a signed notification, but nothing came out of PubNub', READ_LOG);
    } finally {
      ear.close();
    }
    return `a signed notification of ${name}'s webhook came out as an envelope`;
  },
};

export const WEBEX: Section<Patient> = { title: 'Webex', checks: [integration, signIn, webhook, roundTrip] };

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
