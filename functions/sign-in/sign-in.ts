/** The way back from Webex's authorize page: the person is connected, the app is told, and the browser shows what is next. */
import { signInChannelOf } from '../../src/bridge/channels.ts';
import { parseState, signInText, verifierText, type SignIn, type SignInNews } from '../../src/bridge/sign-in.ts';
import { fromPerson } from '../envelopes/message.ts';
import { sameDigest } from '../runtime/digest.ts';
import type { HttpCall, HttpReply } from '../runtime/entries.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { publishProven } from '../shared/proof.ts';
import { nameOf, refusalOf } from '../shared/refusal.ts';
import { openServices, type Services } from '../shared/services.ts';
import { sharedSecret } from '../shared/settings.ts';
import { confirmationText, question } from './held.ts';
import { page } from './page.ts';
import { END_PAGES, INVALID, type End } from './ends.ts';
import { settle } from './settle.ts';

/** Always a page for a person. The app hears of every sign-in that it began itself. */
export async function signIn(runtime: Runtime, call: HttpCall): Promise<HttpReply> {
  try {
    return await answer(runtime, call);
  } catch (error) {
    runtime.log('a sign-in could not begin', { error: nameOf(error) });
    const { status, title, next } = END_PAGES.unavailable;
    return page(status, { title, text: refusalOf(error).reason, next });
  }
}

async function answer(runtime: Runtime, { query, subscribeKey }: HttpCall): Promise<HttpReply> {
  const { state = '', code, error, confirmation } = query;
  const signed = parseState(state);
  if (!signed || !sameDigest(signed.mac, await macOf(runtime, signInText(signed.signIn)))) return page(400, INVALID);
  const confirmed = confirmation !== undefined;
  if (confirmed && !sameDigest(confirmation, await macOf(runtime, confirmationText(state)))) return page(400, INVALID);
  const services = await openServices(runtime, subscribeKey);
  const verifier = await macOf(runtime, verifierText(state));
  const end = await settle(services, signed.signIn, { code, error, verifier, confirmed });
  if ('asked' in end) {
    const fields = { state, confirmation: await macOf(runtime, confirmationText(state)) };
    return page(200, question(signed.signIn, end.asked, fields));
  }
  await tellApp(services, signed.signIn, end);
  const { status, title, next } = END_PAGES[end.outcome];
  return page(status, { title, text: end.reason, next });
}

/** A page that cannot be followed by news in Slack is still better than none. */
async function tellApp(
  { runtime, settings }: Services,
  { id }: SignIn,
  { outcome, reason, person }: End,
): Promise<void> {
  const channel = signInChannelOf(settings.layout, id);
  const news: Omit<SignInNews, 'proof'> = {
    v: 1,
    kind: 'sign-in',
    id,
    outcome,
    reason,
    ...(person === undefined ? {} : fromPerson(person)),
  };
  try {
    await publishProven(runtime, channel, news);
  } catch (error) {
    runtime.log('the app was not told of a sign-in', { outcome, error: nameOf(error) });
  }
}

const macOf = async (runtime: Runtime, text: string): Promise<string> =>
  runtime.hmac('SHA256', await sharedSecret(runtime), text);
