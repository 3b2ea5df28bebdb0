import * as z from 'zod';
import type { AdminApi } from './admin-api.ts';
import { AdminError } from './admin-error.ts';

const SecretKeys = z.object({
  data: z.array(z.object({ key: z.string() })),
  meta: z.object({ paging: z.object({ pageToken: z.string().nullish() }) }),
});
const StringEntry = z.object({ data: z.object({ value: z.string() }) });

const AREA = 'store';

/** The secrets of the keyset, and its key-value store. */
export class KeysetStore {
  readonly #api: AdminApi;
  readonly #subkey: string;

  constructor(api: AdminApi, subscribeKey: string) {
    this.#api = api;
    this.#subkey = subscribeKey;
  }

  /** PubNub never shows the values. @throws AdminError as all methods here do */
  async secretNames(): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    let query: Record<string, string> = { subkey: this.#subkey };
    for (;;) {
      const call = { path: '/faas/kv/secrets', query, doing: 'list the names of the secrets', area: AREA } as const;
      const { data, meta } = await this.#api.call({ method: 'GET', ...call }, SecretKeys);
      for (const { key } of data) names.add(key);
      const token = meta.paging.pageToken;
      if (!token || data.length === 0) return names;
      query = { subkey: this.#subkey, page_token: token };
    }
  }

  async putSecret(name: string, value: string): Promise<void> {
    const path = `/faas/kv/secrets/${name}`;
    const query = { subkey: this.#subkey };
    const doing = `take the secret ${name}`;
    await this.#api.call({ method: 'PUT', path, query, body: { value }, doing, area: AREA }, z.unknown());
  }

  /** Undefined where there is nothing. */
  async text(key: string): Promise<string | undefined> {
    const path = `/faas/kv/strings/${key}`;
    const query = { subkey: this.#subkey };
    const call = { method: 'GET', path, query, doing: 'read the note of the last deployment', area: AREA } as const;
    try {
      return (await this.#api.call(call, StringEntry)).data.value;
    } catch (error) {
      if (error instanceof AdminError && error.notFound) return undefined;
      throw error;
    }
  }

  async putText(key: string, value: string, ttlSeconds: number): Promise<void> {
    const path = `/faas/kv/strings/${key}`;
    const query = { subkey: this.#subkey };
    const doing = 'keep a note of this deployment';
    await this.#api.call({ method: 'PUT', path, query, body: { value, ttlSeconds }, doing, area: AREA }, z.unknown());
  }
}
