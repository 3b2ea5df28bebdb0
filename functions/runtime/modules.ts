/** The parts of PubNub's own modules that the Functions use, as the documents describe them. Types only. */

export interface PubNubModules {
  readonly kvstore: {
    get(key: string): Promise<unknown>;
    set(key: string, value: object, ttlMinutes: number): Promise<unknown>;
    removeItem(key: string): Promise<unknown>;
    incrCounter(key: string, by?: number): Promise<unknown>;
    getCounter(key: string): Promise<unknown>;
  };
  readonly xhr: {
    fetch(
      url: string,
      request: { method: string; headers: Record<string, string>; body?: string },
    ): Promise<{ status: number; headers?: Record<string, unknown>; body?: unknown }>;
  };
  readonly vault: { get(name: string): Promise<unknown> };
  readonly crypto: {
    readonly ALGORITHM: { readonly HMAC_SHA1: string; readonly HMAC_SHA256: string };
    /** The key in base64; the answer in URL-safe base64. */
    hmac(key: string, text: string, algorithm: string): Promise<string>;
    sha256(text: string): Promise<string>;
  };
  readonly 'codec/base64': { btoa(text: string): string };
  readonly uuid: { v4(): string };
  readonly pubnub: {
    publish(message: { channel: string; message: object }): Promise<unknown>;
    readonly objects: ObjectsModule;
  };
}

export interface ObjectsModule {
  getUUIDMetadata(query: { uuid: string; include: object }): Promise<{ data?: unknown } | null | undefined>;
  setUUIDMetadata(query: { uuid: string; data: object; include: object }): Promise<unknown>;
  removeUUIDMetadata(query: { uuid: string }): Promise<unknown>;
  getChannelMetadata(query: { channel: string; include: object }): Promise<{ data?: unknown } | null | undefined>;
  setChannelMetadata(query: { channel: string; data: object; include: object }): Promise<unknown>;
  removeChannelMetadata(query: { channel: string }): Promise<unknown>;
  setMemberships(query: { uuid: string; channels: string[] }): Promise<unknown>;
  removeMemberships(query: { uuid: string; channels: string[] }): Promise<unknown>;
  getMemberships(query: PageQuery & { uuid: string }): Promise<unknown>;
  getChannelMembers(query: PageQuery & { channel: string }): Promise<unknown>;
}

interface PageQuery {
  readonly limit: number;
  readonly page?: { readonly next: string };
}

/** What a Before Publish or Fire handler is given. */
export interface PublishRequest {
  message: unknown;
  readonly channels: readonly string[];
  readonly subkey?: string;
  /** The query of the publish: `meta` is JSON text. */
  readonly params?: { readonly meta?: unknown };
  ok(): unknown;
  abort(message: string): unknown;
}

/** What an On Request handler is given. Which of `params` and `query` holds the query is not documented: both are read. */
export interface OnRequestRequest {
  readonly subkey?: string;
  readonly headers?: Readonly<Record<string, unknown>> | null;
  readonly params?: Readonly<Record<string, unknown>> | null;
  readonly query?: Readonly<Record<string, unknown>> | null;
  readonly body?: unknown;
}

export interface OnRequestResponse {
  headers?: Record<string, string>;
  send(body: string, status: number): unknown;
}

/** What an On Interval handler is given. */
export interface IntervalEvent {
  readonly subkey?: string;
  ok(): unknown;
}
