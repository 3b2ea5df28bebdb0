import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import { openDirect } from '../direct.ts';
import { announce } from '../events.ts';
import { addFile } from '../files/make-file.ts';
import { shareFiles } from '../files/sharing.ts';
import { uninstall } from '../installing.ts';
import {
  clickInMessage,
  clickInView,
  useGlobalShortcut,
  useMessageShortcut,
  type Interaction,
} from '../interactions/actions.ts';
import { runCommand, type CommandUse } from '../interactions/command.ts';
import type { Choice, ElementId } from '../interactions/elements.ts';
import { closeView, submitView, type Submission } from '../interactions/submissions.ts';
import { archive, join, leave } from '../membership.ts';
import { edit, post, remove } from '../messages.ts';
import { allow, deny, readAuthorization } from '../oauth/authorization.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import type { Ephemeral, Message, User, View } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';
import { Reach, type Where } from './reach.ts';
import { typed } from './typing.ts';

export interface PostOptions {
  /** The parent's `ts`: makes it a reply. */
  readonly threadTs?: string;
  /** "Also send to the channel". */
  readonly broadcast?: boolean;
}

export interface FileToUpload {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly title?: string;
}

/** What one person does in Slack. What Slack's clients would not let them do throws. */
export class Person {
  readonly id: string;
  readonly name: string;
  readonly #core: Core;
  readonly #workspace: Workspace;
  readonly #reach: Reach;

  constructor(core: Core, workspace: Workspace, user: User) {
    this.id = user.id;
    this.name = user.realName;
    this.#core = core;
    this.#workspace = workspace;
    this.#reach = new Reach(core, workspace, user);
  }

  /** Types a message, or a reply; returns its `ts`. `@names`, `#channels`, links, emoji and marks work as in Slack. */
  async posts(where: Where, text: string, options: PostOptions = {}): Promise<string> {
    const place = this.#reach.writablePlace(where);
    if (options.threadTs !== undefined) this.#reach.message(place, options.threadTs);
    return post(this.#core, place, this.#draft(text, options)).ts;
  }

  /** Uploads files into a conversation or a thread, in one message; returns its `ts`. */
  async uploads(
    where: Where,
    files: readonly FileToUpload[],
    { text = '', ...options }: PostOptions & { readonly text?: string } = {},
  ): Promise<string> {
    const place = this.#reach.writablePlace(where);
    if (options.threadTs !== undefined) this.#reach.message(place, options.threadTs);
    const made = files.map(({ content, ...file }) =>
      addFile(this.#core, this.#workspace, { ...file, content: Buffer.from(content), user: this.id }),
    );
    return shareFiles(this.#core, place, made, this.#draft(text, options)).ts;
  }

  async edits(where: Where, ts: string, text: string): Promise<void> {
    const place = this.#reach.writablePlace(where);
    edit(this.#core, place, this.#reach.ownMessage(place, ts), typed(this.#workspace, text), this.id);
  }

  async deletes(where: Where, ts: string): Promise<void> {
    const place = this.#reach.writablePlace(where);
    remove(this.#core, place, this.#reach.ownMessage(place, ts));
  }

  async reacts(where: Where, ts: string, name: string): Promise<void> {
    const place = this.#reach.writablePlace(where);
    addReaction(this.#core, place, this.#reach.message(place, ts), this.id, name);
  }

  async unreacts(where: Where, ts: string, name: string): Promise<void> {
    const place = this.#reach.writablePlace(where);
    removeReaction(this.#core, place, this.#reach.message(place, ts), this.id, name);
  }

  async joins(where: Where): Promise<void> {
    join(this.#core, this.#reach.anyPlace(where), this.id);
  }

  async leaves(where: Where): Promise<void> {
    leave(this.#core, this.#reach.place(where), this.id);
  }

  /** Brings another person, or the bot, into a channel. */
  async invites(who: { readonly id: string }, where: Where): Promise<void> {
    join(this.#core, this.#reach.place(where), who.id, this.id);
  }

  /** Takes another person, or the bot, out of a channel. */
  async removes(who: { readonly id: string }, where: Where): Promise<void> {
    leave(this.#core, this.#reach.place(where), who.id);
  }

  async archives(where: Where): Promise<void> {
    archive(this.#core, this.#reach.place(where), this.id);
  }

  /** Opens the app's direct message; returns its id. */
  async opensDirectMessage(): Promise<string> {
    const { botUserId } = this.#reach.acting().installation;
    return openDirect(this.#core, this.#workspace, [botUserId, this.id]).channel.id;
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
    return runCommand(this.#reach.acting(), command, text, this.#reach.place(where).channel);
  }

  /** Presses a button, or chooses, in a message or an ephemeral message. */
  async clicks(where: Where, ts: string, id: ElementId, choice?: Choice): Promise<Interaction> {
    return clickInMessage(this.#reach.acting(), this.#reach.place(where).channel, ts, id, choice);
  }

  /** The same in the app's Home. */
  async clicksInHome(id: ElementId, choice?: Choice): Promise<Interaction> {
    if (!this.home) throw new Error(`${this.name} sees an empty Home`);
    return clickInView(this.#reach.acting(), this.home, id, choice);
  }

  /** The same in the top modal. */
  async clicksInModal(id: ElementId, choice?: Choice): Promise<Interaction> {
    return clickInView(this.#reach.acting(), this.#reach.topModal(), id, choice);
  }

  async usesMessageShortcut(where: Where, ts: string, callbackId: string): Promise<Interaction> {
    return useMessageShortcut(this.#reach.acting(), this.#reach.place(where).channel, ts, callbackId);
  }

  async usesShortcut(callbackId: string): Promise<Interaction> {
    return useGlobalShortcut(this.#reach.acting(), callbackId);
  }

  /** Fills in the top modal, by `action_id`, and submits it. */
  async submits(values: Readonly<Record<string, Choice>> = {}): Promise<Submission> {
    return submitView(this.#reach.acting(), this.#reach.topModal(), values);
  }

  /** Closes the top modal. */
  async closesModal(): Promise<void> {
    await closeView(this.#reach.acting(), this.#reach.topModal());
  }

  /** Follows an authorize link and presses Allow, or Cancel; returns where the browser goes then. */
  async authorizes(link: string, { isAllowed = true }: { readonly isAllowed?: boolean } = {}): Promise<string> {
    const request = readAuthorization(this.#core, new URL(link).searchParams);
    if (typeof request === 'string') throw new Error(request);
    return isAllowed ? allow(this.#core, request, this.#workspace, this.#reach.user) : deny(request);
  }

  /** Removes the app from the workspace. */
  async removesApp(): Promise<void> {
    uninstall(this.#core, this.#reach.acting().installation);
  }

  #draft(text: string, { threadTs, broadcast = false }: PostOptions): Omit<Message, 'type' | 'ts'> {
    return {
      client_msg_id: randomUUID(),
      user: this.id,
      team: this.#workspace.id,
      ...typed(this.#workspace, text),
      ...(threadTs !== undefined ? { thread_ts: threadTs } : {}),
      ...(broadcast ? { isBroadcast: true } : {}),
    };
  }
}
