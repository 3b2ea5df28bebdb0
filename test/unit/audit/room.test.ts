import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { RoomAudit, type Fate, type Lack } from '../../../src/audit/room.ts';
import type { Shown } from '../../../src/audit/slack-side.ts';
import type { WebexMessage } from '../../../src/audit/webex-side.ts';
import type { Account, Part } from '../../../src/bridge/model.ts';
import { Portals } from '../../../src/bridge/portals.ts';
import { Settings } from '../../../src/bridge/settings.ts';
import { openStore, type Store } from '../../../src/bridge/store.ts';
import {
  account,
  link,
  messageId,
  outboxEntry,
  personId,
  portal,
  room,
  roomKey,
  userKey,
} from '../../support/builders.ts';

const HOUR = { since: new Date('2026-11-20T08:00:00.000Z'), until: new Date('2026-11-20T09:00:00.000Z') };
/** Slack's clock within that hour. */
const ts = (minute: number): string => `${HOUR.since.getTime() / 1000 + minute * 60}.000000`;
const at = (minute: number): string => new Date(HOUR.since.getTime() + minute * 60_000).toISOString();

const owner = account(1, { connectedAt: '2026-11-20T07:00:00.000Z' });

let store: Store;
let portals: Portals;
let settings: Settings;

beforeEach(async () => {
  store = await openStore(':memory:');
  onTestFinished(() => store.close());
  portals = new Portals(store);
  settings = new Settings(store.settings);
  await portals.open(portal());
});

/** Written by Ann, in the minute of its number, unless told. */
const inWebex = (number: number, changes: Partial<WebexMessage> = {}): WebexMessage => ({
  id: messageId(number),
  personId: personId(9),
  created: at(number),
  ...changes,
});

const inSlack = (minute: number, changes: Partial<Shown> = {}): Shown => ({
  channel: 'D1',
  ts: ts(minute),
  ...changes,
});

const replied = (minute: number, author = 'U1'): Shown =>
  inSlack(minute, {
    reply: { ...outboxEntry({ ts: ts(minute), at: ts(minute) }), kind: 'message', author },
  });

/** What becomes of each message, by its id. */
async function verdicts(
  webex: readonly WebexMessage[],
  slack: readonly Shown[],
  who: Account = owner,
): Promise<Record<string, Fate | Lack>> {
  const readAt = HOUR.until;
  const audit = new RoomAudit(store, settings);
  const { fates, findings } = await audit.compare({ account: who, room: room(), webex, slack, readAt }, HOUR);
  return { ...Object.fromEntries(fates), ...Object.fromEntries(findings.map(({ id, lack }) => [id, lack])) };
}

const linked = (number: number, minute: number, changes: Parameters<typeof link>[0] = {}): Promise<void> =>
  portals.link(link({ webexId: messageId(number), slack: { channel: 'D1', ts: ts(minute) }, ...changes }));

const part = (number: number): Part => ({
  webexId: messageId(number),
  personId: personId(9),
  ghost: { name: 'Ann' },
  content: [],
  at: at(number),
});

test('what is linked and shown is settled, also where several share a post', async () => {
  await portals.linkAll(
    [1, 2].map((number) => link({ webexId: messageId(number), slack: { channel: 'D1', ts: ts(3) } })),
  );
  await expect(verdicts([inWebex(1), inWebex(2)], [inSlack(3, { intent: 'i' })])).resolves.toEqual({
    [messageId(1)]: 'settled',
    [messageId(2)]: 'settled',
  });
});

test('of a message in several pieces each must be shown', async () => {
  await linked(1, 1);
  await linked(1, 2, { webexId: `${messageId(1)}#2` });
  await expect(verdicts([inWebex(1)], [inSlack(1), inSlack(2)])).resolves.toEqual({ [messageId(1)]: 'settled' });
  await expect(verdicts([inWebex(1)], [inSlack(1)])).resolves.toEqual({ [messageId(1)]: 'post gone' });
});

test('what was posted after Slack was read is no loss', async () => {
  await linked(1, 61);
  await expect(verdicts([inWebex(1)], [])).resolves.toEqual({ [messageId(1)]: 'settled' });
});

test('only what was written in that time counts', async () => {
  await expect(
    verdicts(
      [inWebex(1, { created: '2026-11-20T07:59:59.999Z' }), inWebex(2, { created: at(61) })],
      [replied(-1), replied(61)],
    ),
  ).resolves.toEqual({});
});

test('what nobody asked for is not meant to cross', async () => {
  const unconnected = account(1, { connectedAt: at(5) });
  await expect(verdicts([inWebex(4), inWebex(6)], [], unconnected)).resolves.toEqual({
    [messageId(4)]: 'not meant',
    [messageId(6)]: 'never shown',
  });
  await portals.save(portal({ since: at(7) }));
  await expect(verdicts([inWebex(6)], [], unconnected)).resolves.toEqual({ [messageId(6)]: 'not meant' });
  await portals.save(portal());
  await settings.setMuted(userKey(1), roomKey(1), true);
  await expect(verdicts([inWebex(6)], [])).resolves.toEqual({ [messageId(6)]: 'not meant' });
});

test('what the owner writes in Webex is meant to cross where the owner has not chosen otherwise', async () => {
  const own = inWebex(1, { personId: personId(1) });
  await expect(verdicts([own], [])).resolves.toEqual({ [messageId(1)]: 'never shown' });
  await settings.change(userKey(1), () => ({ ownMessages: false }));
  await expect(verdicts([own], [])).resolves.toEqual({ [messageId(1)]: 'not meant' });
});

test('what is about to be posted is under way', async () => {
  const intent = { id: 'i', channel: 'D1', threadTs: '1700000000.000001', parts: [part(1)] };
  await store.intents.set(`${userKey(1)}/${roomKey(1)}`, intent);
  await expect(verdicts([inWebex(1), inWebex(2)], [inSlack(2, { intent: 'i' })])).resolves.toEqual({
    [messageId(1)]: 'under way',
    [messageId(2)]: 'never shown',
  });
});

test('what a long catch-up left out is behind its button', async () => {
  const gap = { id: 'g', user: userKey(1), room: roomKey(1), after: at(1), before: messageId(4) };
  await store.gaps.set('g', gap);
  await linked(4, 4);
  const webex = [inWebex(5), inWebex(4), inWebex(3), inWebex(1)];
  await expect(verdicts(webex, [inSlack(4)])).resolves.toEqual({
    [messageId(5)]: 'never shown',
    [messageId(4)]: 'settled',
    [messageId(3)]: 'left out',
    [messageId(1)]: 'never shown',
  });
});

test('a reply is under way, parked, given up or lost', async () => {
  const entry = (minute: number) => outboxEntry({ id: `slack:T1:D1:${ts(minute)}`, ts: ts(minute) });
  await store.outbox.set(entry(1).id, entry(1));
  await store.parked.set(entry(2).id, { ...entry(2), reason: 'x', parkedAt: at(2) });
  await store.handled.set(entry(3).id, true);
  await expect(verdicts([], [replied(1), replied(2), replied(3), replied(4), replied(5, 'U2')])).resolves.toEqual({
    [`D1/${ts(1)}`]: 'under way',
    [`D1/${ts(2)}`]: 'parked',
    [`D1/${ts(3)}`]: 'not meant',
    [`D1/${ts(4)}`]: 'never sent',
    [`D1/${ts(5)}`]: 'not meant',
  });
});

test('a reply that is in Webex before anybody here knows is under way', async () => {
  const entry = outboxEntry({ intent: { at: at(1), content: { text: 'hello' } } });
  await store.outbox.set(entry.id, entry);
  await expect(verdicts([inWebex(1, { personId: personId(1) }), inWebex(2)], [])).resolves.toEqual({
    [messageId(1)]: 'under way',
    [messageId(2)]: 'never shown',
  });
});

test('a reply that was sent and is in Webex no more is missing, unless it was deleted', async () => {
  for (const number of [1, 2, 3])
    await linked(number, number, { origin: 'slack', ...(number === 2 ? { deleted: true } : {}) });
  await store.deleted.set(`${userKey(1)}/${messageId(3)}`, true);
  await expect(verdicts([], [replied(1), replied(2), replied(3)])).resolves.toEqual({
    [`D1/${ts(1)}`]: 'gone from Webex',
    [`D1/${ts(2)}`]: 'not meant',
    [`D1/${ts(3)}`]: 'not meant',
  });
});

test('a reply that was deleted in Slack is under way there until its deletion is through', async () => {
  await linked(1, 1, { origin: 'slack' });
  const own = inWebex(1, { personId: personId(1) });
  await expect(verdicts([own], [])).resolves.toEqual({ [messageId(1)]: 'post gone' });
  const { text: _text, fileCount: _files, ...rest } = outboxEntry({ id: 'd', ts: ts(1) });
  await store.outbox.set('d', { ...rest, kind: 'delete' });
  await expect(verdicts([own], [])).resolves.toEqual({ [messageId(1)]: 'under way' });
});

test('a post of Pigdin that nothing is linked to is told', async () => {
  await expect(verdicts([], [inSlack(1, { intent: 'i' }), inSlack(2)])).resolves.toEqual({
    [`D1/${ts(1)}`]: 'unknown post',
  });
});

test('findings come in the order in which they were written', async () => {
  const audit = new RoomAudit(store, settings);
  const sides = {
    account: owner,
    room: room(),
    webex: [inWebex(9), inWebex(3)],
    slack: [replied(5)],
    readAt: HOUR.until,
  };
  const { findings } = await audit.compare(sides, HOUR);
  expect(findings.map((finding) => finding.at.toISOString())).toEqual([at(3), at(5), at(9)]);
});
