import type { App, types, ViewOutput, webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSlack, type SlackService } from '../../../sandbox/slack/service.ts';
import type { Person } from '../../../sandbox/slack/world/person.ts';
import { startBolt, type RunningApp } from './bolt.ts';
import { clientOf, errorOf } from './calls.ts';
import { openSocket } from './sockets.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const input = (name: string): types.InputBlock => ({
  type: 'input',
  block_id: name,
  label: plain(name),
  element: { type: 'plain_text_input', action_id: name },
});
const modal = (fields: Partial<types.ModalView> = {}): types.ModalView => ({
  type: 'modal',
  callback_id: 'room',
  title: plain('Room'),
  submit: plain('Save'),
  blocks: [input('title')],
  ...fields,
});
const home = (...texts: string[]): types.HomeView => ({
  type: 'home',
  blocks: texts.map((text) => ({ type: 'section', text: plain(text) })),
});

describe('views', () => {
  let slack: SlackService;
  let client: webApi.WebClient;
  let running: RunningApp | undefined;
  let uma: Person;
  let now: number;

  beforeEach(async () => {
    now = Date.now();
    slack = await startSlack({ rateLimits: 'off', now: () => now });
    client = clientOf(slack);
    uma = slack.world.addUser({ name: 'Uma Berg' });
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await slack.close();
  });
  const serve = async (register: (app: App) => void) => {
    running = await startBolt(slack, register);
  };
  /** A fresh trigger, from a shortcut that the app acknowledges. */
  const trigger = async () => {
    if (running) return (await uma.usesShortcut('connect_webex')).triggerId;
    const connection = await openSocket(slack);
    connection.frames.subscribe((frame) => connection.ack(frame));
    const { triggerId } = await uma.usesShortcut('connect_webex');
    connection.socket.close();
    await connection.closed;
    return triggerId;
  };
  const open = async (view = modal()) => client.views.open({ trigger_id: await trigger(), view });

  describe("an app's Home", () => {
    test('is shown to one person, and replaced', async () => {
      await client.views.publish({ user_id: uma.id, view: home('one') });
      const { view } = await client.views.publish({ user_id: uma.id, view: home('two') });
      expect(uma.home).toMatchObject({ id: view?.id, type: 'home', blocks: [{ text: { text: 'two' } }] });
      expect(slack.world.addUser({ name: 'Theo Lind' }).home).toBeUndefined();
    });

    test('is not overwritten under an old hash', async () => {
      const first = await client.views.publish({ user_id: uma.id, view: home('one') });
      const hash = first.view?.hash ?? '';
      const second = await client.views.publish({ user_id: uma.id, view: home('two'), hash });
      expect(second.view?.hash).not.toBe(hash);
      expect(await errorOf(client.views.publish({ user_id: uma.id, view: home('three'), hash }))).toBe('hash_conflict');
      expect(uma.home).toMatchObject({ blocks: [{ text: { text: 'two' } }] });
    });

    test('is no modal, and nobody else has one', async () => {
      const asHome = modal() as unknown as types.HomeView;
      expect(await errorOf(client.views.publish({ user_id: uma.id, view: asHome }))).toBe('invalid_arguments');
      expect(await errorOf(client.views.publish({ user_id: 'U404', view: home('x') }))).toBe('invalid_arguments');
    });

    test('needs the Home tab', async () => {
      await slack.close();
      slack = await startSlack({ manifest: { features: { app_home: { home_tab_enabled: false } } } });
      uma = slack.world.addUser({ name: 'Uma Berg' });
      expect(await errorOf(clientOf(slack).views.publish({ user_id: uma.id, view: home('x') }))).toBe('not_enabled');
    });

    test('has buttons and menus that tell the app what was chosen', async () => {
      const seen: unknown[] = [];
      await serve((app) => {
        app.action('layout', async ({ ack, action, body }) => {
          await ack();
          if (body.type === 'block_actions') seen.push(action, body.container, body.view?.state.values);
        });
      });
      const option = (value: string) => ({ text: plain(value), value });
      const element = {
        type: 'static_select' as const,
        action_id: 'layout',
        options: [option('wide'), option('narrow')],
      };
      await client.views.publish({
        user_id: uma.id,
        view: { type: 'home', blocks: [{ type: 'actions', block_id: 'settings', elements: [element] }] },
      });
      expect(await uma.clicksInHome('layout', 'narrow')).toMatchObject({ acknowledged: true });
      const chosen = { type: 'static_select', selected_option: option('narrow') };
      expect(seen).toEqual([
        expect.objectContaining({ ...chosen, action_id: 'layout', block_id: 'settings' }),
        { type: 'view', view_id: uma.home?.id },
        { settings: { layout: chosen } },
      ]);
      await expect(uma.clicksInHome('layout', 'round')).rejects.toThrow('no option round');
    });
  });

  describe('a modal', () => {
    test('opens before the person who caused it', async () => {
      const { view } = await open(modal({ private_metadata: 'room 7' }));
      expect(uma.modals).toMatchObject([{ id: view?.id, private_metadata: 'room 7', root_view_id: view?.id }]);
    });

    test('needs a trigger: a fresh one, once, and soon', async () => {
      const used = await trigger();
      await client.views.open({ trigger_id: used, view: modal() });
      const late = await trigger();
      now += 3_001;
      const outcomes = ['nonsense', used, late].map((id) =>
        errorOf(client.views.open({ trigger_id: id, view: modal() })),
      );
      expect(await Promise.all(outcomes)).toEqual(['invalid_trigger_id', 'exchanged_trigger_id', 'expired_trigger_id']);
    });

    test.each<[string, Partial<types.ModalView>]>([
      ['a title of 25 characters', { title: plain('x'.repeat(25)) }],
      ['metadata of 3,001 characters', { private_metadata: 'x'.repeat(3_001) }],
      ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' as const })) }],
      ['a callback_id of 256 characters', { callback_id: 'x'.repeat(256) }],
      ['a block that messages only can have', { blocks: [{ type: 'markdown', text: 'x' }] }],
    ])('cannot have %s', async (_what, fields) => {
      expect(await errorOf(open(modal(fields)))).toBe('invalid_arguments');
      expect(uma.modals).toEqual([]);
    });

    test('with fields needs a submit button', async () => {
      const { submit: _submit, ...rest } = modal();
      expect(await errorOf(open(rest))).toBe('invalid_arguments');
    });

    test('cannot be larger than 250 kB', async () => {
      const section = { type: 'section' as const, text: plain('ü'.repeat(2_900)) };
      expect(await errorOf(open(modal({ blocks: Array.from({ length: 50 }, () => section) })))).toBe('view_too_large');
    });

    test('is updated by id or external id, under the right hash', async () => {
      const { view } = await open(modal({ external_id: 'room-7' }));
      const { id = '', hash = '' } = view ?? {};
      await client.views.update({ view_id: id, hash, view: modal({ title: plain('Second') }) });
      expect(await errorOf(client.views.update({ view_id: id, hash, view: modal() }))).toBe('hash_conflict');
      expect(await errorOf(client.views.update({ external_id: 'room-7', view: modal() }))).toBe('not_found');
      expect(uma.modals).toMatchObject([{ id, title: { text: 'Second' } }]);
    });

    test('cannot share its external id', async () => {
      await open(modal({ external_id: 'room-7' }));
      expect(await errorOf(open(modal({ external_id: 'room-7' })))).toBe('duplicate_external_id');
    });

    test('carries two more at most', async () => {
      const stack: string[] = [];
      await serve((app) => {
        app.action('more', async ({ ack, body, client: web }) => {
          await ack();
          if (body.type !== 'block_actions') return;
          const pushed = web.views.push({ trigger_id: body.trigger_id, view: withButton });
          stack.push(
            await pushed.then(
              () => 'pushed',
              (error: { data?: { error?: string } }) => error.data?.error ?? '',
            ),
          );
        });
        app.shortcut('connect_webex', async ({ ack, shortcut, client: web }) => {
          await ack();
          await web.views.open({ trigger_id: shortcut.trigger_id, view: withButton });
        });
      });
      const withButton = modal({
        blocks: [{ type: 'actions', elements: [{ type: 'button', text: plain('More'), action_id: 'more' }] }],
      });
      await uma.usesShortcut('connect_webex');
      for (let depth = 1; depth <= 3; depth += 1) {
        await slack.journal.waitFor('the modal', () => uma.modals.length >= Math.min(depth, 3));
        await uma.clicksInModal('more');
        await expect.poll(() => stack.length).toBe(depth);
      }
      expect(stack).toEqual(['pushed', 'pushed', 'push_limit_reached']);
      expect(uma.modals.map(({ previous_view_id: below }) => below)).toEqual([
        null,
        uma.modals[0]?.id,
        uma.modals[1]?.id,
      ]);
    });

    describe('submitted', () => {
      const submitted = async (answer: (view: ViewOutput) => unknown) => {
        await serve((app) => {
          app.shortcut('connect_webex', async ({ ack }) => ack());
          app.view('room', async ({ ack, view }) => {
            await (ack as (response?: unknown) => Promise<void>)(answer(view));
          });
        });
      };

      test('gives its values and closes', async () => {
        const values: unknown[] = [];
        await submitted((view) => {
          values.push(view.state.values);
          return undefined;
        });
        await open();
        expect(await uma.submits({ title: 'Lunch' })).toEqual({ acknowledged: true, errors: {} });
        expect(values).toEqual([{ title: { title: { type: 'plain_text_input', value: 'Lunch' } } }]);
        expect(uma.modals).toEqual([]);
      });

      test('stays open with errors', async () => {
        await submitted(() => ({ response_action: 'errors', errors: { title: 'Too short' } }));
        await open();
        expect(await uma.submits({ title: 'x' })).toEqual({ acknowledged: true, errors: { title: 'Too short' } });
        expect(uma.modals).toHaveLength(1);
      });

      test('changes, or gets another on top, as the app answers', async () => {
        const answers = ['update', 'push', 'clear'];
        await submitted(() => ({ response_action: answers.shift(), view: modal({ title: plain('Next') }) }));
        await open();
        await uma.submits({ title: 'x' });
        expect(uma.modals).toMatchObject([{ title: { text: 'Next' } }]);
        await uma.submits({ title: 'x' });
        expect(uma.modals).toHaveLength(2);
        await uma.submits({ title: 'x' });
        expect(uma.modals).toEqual([]);
      });

      test('stays open when the answer is no view', async () => {
        await submitted(() => ({ response_action: 'update', view: { type: 'modal' } }));
        await open();
        expect(await uma.submits({ title: 'x' })).toMatchObject({ failure: 'invalid_arguments' });
        expect(uma.modals).toHaveLength(1);
      });

      test('waits for its required fields', async () => {
        await open();
        await expect(uma.submits({})).rejects.toThrow('complete the field title');
      });
    });

    test('tells the app when it is closed, if it wants to know', async () => {
      const closed: string[] = [];
      await serve((app) => {
        app.view({ callback_id: 'room', type: 'view_closed' }, async ({ ack, view }) => {
          closed.push(view.callback_id);
          await ack();
        });
        app.shortcut('connect_webex', async ({ ack }) => ack());
      });
      await open(modal({ notify_on_close: true }));
      await uma.closesModal();
      expect(closed).toEqual(['room']);
      expect(uma.modals).toEqual([]);
    });
  });
});
