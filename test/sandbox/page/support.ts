import { onTestFinished } from 'vitest';
import { Journal } from '../../../sandbox/journal.ts';
import { applyChanges } from '../../../sandbox/page/client/apply.ts';
import type { PageEvents, Tables } from '../../../sandbox/page/protocol.ts';
import { startPage, type Page } from '../../../sandbox/page/server.ts';
import { startPubNub } from '../../../sandbox/pubnub/service.ts';
import { startSlack } from '../../../sandbox/slack/service.ts';
import { startWebex } from '../../../sandbox/webex/service.ts';

/** The three services, two people in one Webex room, two in one Slack channel, and the page. No bridge. */
export async function pageForTest() {
  const [pubnub, webex, slack] = await Promise.all([startPubNub(), startWebex(), startSlack({ rateLimits: 'off' })]);
  const page = await startPage({ pubnub, webex, slack });
  onTestFinished(async () => {
    await page.close();
    await Promise.all([pubnub.close(), webex.close(), slack.close()]);
  });
  const ann = webex.world.addPerson({ name: 'Ann Lee', email: 'ann@example.com' });
  const bob = webex.world.addPerson({ name: 'Bob Ray', email: 'bob@example.com' });
  const room = webex.world.addRoom({ title: 'Launch', people: [ann, bob] });
  const uma = slack.world.addUser({ name: 'Uma Berg' });
  const theo = slack.world.addUser({ name: 'Theo Lind' });
  const general = slack.world.addChannel({ name: 'general', members: [uma, theo, slack.world.bot] });
  return { pubnub, webex, slack, page, ann, bob, room, uma, theo, general };
}

export interface Follower {
  /** Every event that came. */
  readonly events: Journal<FollowedEvent>;
  /** What the page would show now. */
  readonly tables: () => Tables;
  /** Resolves once the page shows what is waited for. */
  readonly until: (what: string, fits: (tables: Tables) => boolean) => Promise<Tables>;
  /** Hangs up. */
  readonly end: () => void;
}

interface FollowedEvent {
  readonly name: string;
  readonly tables: Tables;
}

const NOTHING: Tables = {
  services: [],
  people: [],
  rooms: [],
  webexMessages: [],
  traffic: [],
  users: [],
  channels: [],
  slackMessages: [],
  modals: [],
  homes: [],
  shortcuts: [],
};

/** Follows the page's events as its client does. Resolves after the snapshot. */
export async function follow({ url }: Pick<Page, 'url'>): Promise<Follower> {
  const hangUp = new AbortController();
  onTestFinished(() => hangUp.abort());
  const { body } = await fetch(`${url}/events`, { signal: hangUp.signal });
  const events = new Journal<FollowedEvent>();
  let tables = NOTHING;
  const take = (text: string): void => {
    const fields = new Map(
      text.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
    );
    const name = fields.get('event') ?? '';
    const data: unknown = JSON.parse(fields.get('data') ?? 'null');
    if (name === 'snapshot') tables = data as PageEvents['snapshot'];
    if (name === 'changes') tables = applyChanges(tables, data as PageEvents['changes']);
    events.add({ name, tables });
  };
  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) if (!part.startsWith(':')) take(part);
    }
  };
  read().catch((error: unknown) => {
    if (!hangUp.signal.aborted) throw error;
  });
  await events.waitFor('the snapshot', ({ name }) => name === 'snapshot');
  return {
    events,
    tables: () => tables,
    until: async (what, fits) => (await events.waitFor(what, (event) => fits(event.tables))).tables,
    end: () => hangUp.abort(),
  };
}

export interface Answer {
  readonly status: number;
  /** What a refusal says. */
  readonly error: string | undefined;
}

/** Asks the page to act. @param wish JSON, or a text sent as it is */
export async function ask(
  { url }: Pick<Page, 'url'>,
  path: string,
  wish: unknown,
  type = 'application/json',
): Promise<Answer> {
  const body = typeof wish === 'string' ? wish : JSON.stringify(wish);
  const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': type }, body });
  const text = await response.text();
  const { error } = text === '' ? {} : (JSON.parse(text) as { error?: string });
  return { status: response.status, error };
}
