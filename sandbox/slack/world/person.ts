import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import {
  clickInMessage,
  clickInView,
  useGlobalShortcut,
  useMessageShortcut,
  type Interaction,
} from '../interactions/actions.ts';
import { runCommand, type CommandUse } from '../interactions/command.ts';
import type { Acting } from '../interactions/context.ts';
import type { Choice } from '../interactions/elements.ts';
import { closeView, submitView, type Submission } from '../interactions/submissions.ts';
import { announce } from '../events.ts';
import { archive, join, leave } from '../membership.ts';
import { edit, post, remove, type Place } from '../messages.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import type { Ephemeral, Message, User, View } from '../state/model.ts';
import { messageAt, type Workspace } from '../state/workspace.ts';
import { openDirect } from '../web-api/direct.ts';
import { typed } from './typing.ts';

/** A conversation, by id or by handle. */
export type Where = string | { readonly id: string };

/** What one person does in Slack. What Slack's clients would not let them do throws. */
export class Person {
  readonly id: string;
  readonly name: string;
  readonly #core: Core;
  readonly #workspace: Workspace;
  readonly #user: User;

  constructor(core: Core, workspace: Workspace, user: User) {
    this.id = user.id;
    this.name = user.realName;
    this.#core = core;
    this.#workspace = workspace;
    this.#user = user;
  }

  /** Types a message, or a reply; returns its `ts`. `@names`, `#channels`, links, emoji and marks work as in Slack. */
  async posts(where: Where, text: string, options: { threadTs?: string; broadcast?: boolean } = {}): Promise<string> {
    const place = this.#writable(where);
    const { threadTs, broadcast = false } = options;
    if (threadTs !== undefined && !messageAt(place.channel, threadTs))
      throw new Error(`There is no thread ${threadTs}`);
    const message = post(this.#core, place, {
      client_msg_id: randomUUID(),
      user: this.id,
      team: this.#workspace.id,
      ...typed(this.#workspace, text),
      ...(threadTs !== undefined ? { thread_ts: threadTs } : {}),
      ...(broadcast ? { isBroadcast: true } : {}),
    });
    return message.ts;
  }

  async edits(where: Where, ts: string, text: string): Promise<void> {
    const place = this.#writable(where);
    edit(this.#core, place, this.#own(place, ts), typed(this.#workspace, text), this.id);
  }

  async deletes(where: Where, ts: string): Promise<void> {
    const place = this.#writable(where);
    remove(this.#core, place, this.#own(place, ts));
  }

  async reacts(where: Where, ts: string, name: string): Promise<void> {
    const place = this.#writable(where);
    addReaction(this.#core, place, this.#message(place, ts), this.id, name);
  }

  async unreacts(where: Where, ts: string, name: string): Promise<void> {
    const place = this.#writable(where);
    removeReaction(this.#core, place, this.#message(place, ts), this.id, name);
  }

  /** Opens the app's direct message; returns its id. */
  async opensDirectMessage(): Promise<string> {
    return openDirect(this.#core, this.#workspace, [this.#acting().installation.botUserId, this.id]).channel.id;
  }

  /** Opens the app's Home, or its messages tab. */
  async opensHome(tab: 'home' | 'messages' = 'home'): Promise<void> {
    const channel = await this.opensDirectMessage();
    const view = tab === 'home' && this.home ? { view: this.home } : {};
    const event = { type: 'app_home_opened', user: this.id, channel, tab, ...view, event_ts: this.#core.clock.ts() };
    announce(this.#core, this.#workspace, event, { subscription: 'app_home_opened' });
  }

  /** What the app published for this person. */
  get home(): View | undefined {
    return this.#workspace.homes.get(this.id);
  }

  /** The modals open before this person, the top one last. */
  get modals(): readonly View[] {
    return this.#workspace.modals.get(this.id) ?? [];
  }

  /** Ephemeral messages before this person's eyes. */
  get ephemerals(): readonly Ephemeral[] {
    return this.#workspace.ephemerals.filter(({ viewer, isDeleted }) => viewer === this.id && !isDeleted);
  }

  /** Uses a slash command; resolves when it is acknowledged, or has failed. Works where the bot is not, too. */
  async command(command: string, text: string, where: Where): Promise<CommandUse> {
    return runCommand(this.#acting(), command, text, this.#place(where).channel);
  }

  /** Presses a button, or chooses, in a message or an ephemeral message. */
  async clicks(where: Where, ts: string, actionId: string, choice?: Choice): Promise<Interaction> {
    return clickInMessage(this.#acting(), this.#place(where).channel, ts, actionId, choice);
  }

  /** The same in the app's Home. */
  async clicksInHome(actionId: string, choice?: Choice): Promise<Interaction> {
    if (!this.home) throw new Error(`${this.name} sees an empty Home`);
    return clickInView(this.#acting(), this.home, actionId, choice);
  }

  /** The same in the top modal. */
  async clicksInModal(actionId: string, choice?: Choice): Promise<Interaction> {
    return clickInView(this.#acting(), this.#topModal(), actionId, choice);
  }

  async usesMessageShortcut(where: Where, ts: string, callbackId: string): Promise<Interaction> {
    return useMessageShortcut(this.#acting(), this.#place(where).channel, ts, callbackId);
  }

  async usesShortcut(callbackId: string): Promise<Interaction> {
    return useGlobalShortcut(this.#acting(), callbackId);
  }

  /** Fills in the top modal, by `action_id`, and submits it. */
  async submits(values: Readonly<Record<string, Choice>> = {}): Promise<Submission> {
    return submitView(this.#acting(), this.#topModal(), values);
  }

  /** Closes the top modal. */
  async closesModal(): Promise<void> {
    await closeView(this.#acting(), this.#topModal());
  }

  async joins(where: Where): Promise<void> {
    join(this.#core, this.#place(where, false), this.id);
  }

  async leaves(where: Where): Promise<void> {
    leave(this.#core, this.#place(where), this.id);
  }

  /** Brings another person, or the bot, into a channel. */
  async invites(who: { readonly id: string }, where: Where): Promise<void> {
    join(this.#core, this.#place(where), who.id, this.id);
  }

  /** Takes another person, or the bot, out of a channel. */
  async removes(who: { readonly id: string }, where: Where): Promise<void> {
    leave(this.#core, this.#place(where), who.id);
  }

  async archives(where: Where): Promise<void> {
    archive(this.#core, this.#place(where), this.id);
  }

  #place(where: Where, mustBeMember = true): Place {
    const id = typeof where === 'string' ? where : where.id;
    const channel = this.#workspace.channels.get(id);
    if (!channel) throw new Error(`There is no conversation ${id}`);
    if (mustBeMember && !channel.members.has(this.id)) throw new Error(`${this.name} is not in ${channel.name || id}`);
    return { workspace: this.#workspace, channel };
  }

  #writable(where: Where): Place {
    const place = this.#place(where);
    const { kind, name, isArchived, members } = place.channel;
    if (isArchived) throw new Error(`${name} is archived`);
    const { app_home: home } = this.#core.app.manifest.features;
    const isWithApp = kind === 'im' && members.has(this.#core.installations.of(this.#workspace.id)?.botUserId ?? '');
    if (isWithApp && (!home.messages_tab_enabled || home.messages_tab_read_only_enabled)) {
      throw new Error(`${this.name} cannot write to the app: its messages tab is off or read-only`);
    }
    return place;
  }

  #message({ channel }: Place, ts: string): Message {
    const message = messageAt(channel, ts);
    if (!message) throw new Error(`There is no message ${ts} in ${channel.name || channel.id}`);
    return message;
  }

  #own(place: Place, ts: string): Message {
    const message = this.#message(place, ts);
    if (message.user !== this.id) throw new Error(`${this.name} did not write ${ts}`);
    return message;
  }

  #acting(): Acting {
    const installation = this.#core.installations.of(this.#workspace.id);
    if (!installation?.isInstalled) throw new Error(`The app is not installed in ${this.#workspace.name}`);
    return { core: this.#core, installation, user: this.#user };
  }

  #topModal(): View {
    const view = this.modals.at(-1);
    if (!view) throw new Error(`${this.name} has no modal open`);
    return view;
  }
}
