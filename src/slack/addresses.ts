import type { webApi } from '@slack/bolt';
import type { MessageRef } from '../bridge/model.ts';

/** Writes the address of a message. */
export type AddressOf = (message: MessageRef) => string;

/** The addresses of messages, without asking Slack for each: all of a workspace's begin alike. */
export class Addresses {
  readonly #workspaces = new Map<string, Promise<string>>();

  async in(team: string, client: webApi.WebClient): Promise<AddressOf> {
    const known = this.#workspaces.get(team) ?? this.#ask(team, client);
    const workspace = await known;
    return ({ channel, ts }) => `${workspace}archives/${channel}/p${ts.replace('.', '')}`;
  }

  #ask(team: string, client: webApi.WebClient): Promise<string> {
    const asked = client.auth.test().then(({ url }) => url ?? '');
    this.#workspaces.set(team, asked);
    asked.catch(() => this.#workspaces.delete(team));
    return asked;
  }
}
