import { randomUUID } from 'node:crypto';
import type { House } from '../support/house.ts';

/** What an attacker sees PubNub answer. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Whoever knows the publish key and the subscribe key, which are no secrets among clients, and has a plain HTTP client. */
export class Attacker {
  readonly #house: House;

  constructor(house: House) {
    this.#house = house;
  }

  get functionsUrl(): string {
    const { url, keyset } = this.#house.sandbox.pubnub;
    return `${url}/v1/blocks/sub-key/${keyset.subscribeKey}`;
  }

  /** Under whatever name they like. */
  async publish(channel: string, message: object, meta: object = {}): Promise<Answer> {
    const { publishKey, subscribeKey } = this.#house.sandbox.pubnub.keyset;
    const path = `/publish/${publishKey}/${subscribeKey}/0/${channel}/0`;
    const query = new URLSearchParams({ uuid: 'pigdin-bridge', meta: JSON.stringify(meta) });
    return this.#ask(`${path}?${query.toString()}`, 'POST', message);
  }

  /** Writes into App Context. */
  async writes(what: 'uuids' | 'channels', id: string, data: object): Promise<Answer> {
    const { subscribeKey } = this.#house.sandbox.pubnub.keyset;
    return this.#ask(`/v2/objects/${subscribeKey}/${what}/${id}?include=custom`, 'PATCH', data);
  }

  async deletes(what: 'uuids' | 'channels', id: string): Promise<Answer> {
    const { subscribeKey } = this.#house.sandbox.pubnub.keyset;
    return this.#ask(`/v2/objects/${subscribeKey}/${what}/${id}`, 'DELETE');
  }

  /** Takes a member off a channel. */
  async removes(uuid: string, channel: string): Promise<Answer> {
    const { subscribeKey } = this.#house.sandbox.pubnub.keyset;
    return this.#ask(`/v2/objects/${subscribeKey}/uuids/${uuid}/channels`, 'PATCH', {
      delete: [{ channel: { id: channel } }],
    });
  }

  /** Calls a Function's public address. */
  async calls(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(`${this.functionsUrl}/${path}`, { method: 'POST', body: JSON.stringify(body), headers });
    return { status: answer.status, text: await answer.text() };
  }

  /** A message for Webex as Uma, as the app would publish it, but for the proof. */
  forgery(more: object = {}): Record<string, unknown> {
    const { uma, launch } = this.#house.webex;
    return {
      v: 1,
      id: randomUUID(),
      kind: 'message',
      fromPlatform: 'webex',
      forwardToPlatform: true,
      platformChannelId: launch.id,
      channelName: 'Product launch',
      isDirect: false,
      senderId: uma.id,
      senderName: uma.name,
      senderEmail: uma.email,
      text: 'Please wire the money',
      ...more,
    };
  }

  async #ask(path: string, method: string, json?: object): Promise<Answer> {
    const answer = await fetch(`${this.#house.sandbox.pubnub.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { status: answer.status, text: await answer.text() };
  }
}
