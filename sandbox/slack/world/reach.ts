import type { Core } from '../core.ts';
import type { Acting } from '../interactions/context.ts';
import type { Place } from '../messages.ts';
import type { Message, User, View } from '../state/model.ts';
import { messageAt, type Workspace } from '../state/workspace.ts';

/** A conversation, by id or by handle. */
export type Where = string | { readonly id: string };

/** What one person can reach: the checks of Slack's clients before they let somebody act. All of them throw. */
export class Reach {
  readonly core: Core;
  readonly workspace: Workspace;
  readonly user: User;

  constructor(core: Core, workspace: Workspace, user: User) {
    this.core = core;
    this.workspace = workspace;
    this.user = user;
  }

  place(where: Where): Place {
    const place = this.anyPlace(where);
    if (!place.channel.members.has(this.user.id)) throw new Error(`${this.user.realName} is not in ${nameOf(place)}`);
    return place;
  }

  /** Also where the person is no member. */
  anyPlace(where: Where): Place {
    const id = typeof where === 'string' ? where : where.id;
    const channel = this.workspace.channels.get(id);
    if (!channel) throw new Error(`There is no conversation ${id}`);
    return { workspace: this.workspace, channel };
  }

  writablePlace(where: Where): Place {
    const place = this.place(where);
    if (place.channel.isArchived) throw new Error(`${nameOf(place)} is archived`);
    const { app_home: home } = this.core.app.manifest.features;
    const isClosed = !home.messages_tab_enabled || home.messages_tab_read_only_enabled;
    if (isClosed && this.#isWithApp(place)) {
      throw new Error(`${this.user.realName} cannot write to the app: its messages tab is off or read-only`);
    }
    return place;
  }

  message(place: Place, ts: string): Message {
    const message = messageAt(place.channel, ts);
    if (!message) throw new Error(`There is no message ${ts} in ${nameOf(place)}`);
    return message;
  }

  ownMessage(place: Place, ts: string): Message {
    const message = this.message(place, ts);
    if (message.user !== this.user.id) throw new Error(`${this.user.realName} did not write ${ts}`);
    return message;
  }

  /** As a user of the app. */
  acting(): Acting {
    const installation = this.core.installations.of(this.workspace.id);
    if (!installation?.isInstalled) throw new Error(`The app is not installed in ${this.workspace.name}`);
    return { core: this.core, installation, user: this.user };
  }

  topModal(): View {
    const view = this.workspace.modals.get(this.user.id)?.at(-1);
    if (!view) throw new Error(`${this.user.realName} has no modal open`);
    return view;
  }

  #isWithApp({ channel }: Place): boolean {
    const bot = this.core.installations.of(this.workspace.id)?.botUserId;
    return channel.kind === 'im' && bot !== undefined && channel.members.has(bot);
  }
}

const nameOf = ({ channel }: Place): string => channel.name || channel.id;
