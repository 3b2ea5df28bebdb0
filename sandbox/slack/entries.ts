import type { Message, View } from './state/model.ts';

/** What happens inside the Slack stand-in, as its journal tells it. Tokens never appear. */
export type SlackEntry = { readonly at: number } & Happening;

export type Happening =
  | {
      /** A call of the Web API. */
      readonly type: 'api';
      readonly method: string;
      readonly args: Readonly<Record<string, unknown>>;
      readonly status: number;
      readonly ok: boolean;
      readonly error?: string;
    }
  | {
      readonly type: 'message';
      readonly change: 'posted' | 'edited' | 'deleted';
      readonly channel: string;
      readonly ts: string;
      readonly threadTs?: string;
      /** The name shown above the message. */
      readonly author: string;
      readonly text: string;
      /** As it was at that moment. */
      readonly message: Message;
    }
  | {
      readonly type: 'ephemeral';
      readonly change: 'posted' | 'edited' | 'deleted';
      readonly channel: string;
      readonly viewer: string;
      readonly ts: string;
      readonly text: string;
    }
  | {
      readonly type: 'reaction';
      readonly change: 'added' | 'removed';
      readonly channel: string;
      readonly ts: string;
      readonly user: string;
      readonly name: string;
    }
  | {
      /** One attempt to deliver an event to the app, once its outcome is known. */
      readonly type: 'event';
      readonly eventId: string;
      readonly event: { readonly type: string; readonly [field: string]: unknown };
      /** 0, then 1 to 3 for the retries. */
      readonly attempt: number;
      readonly acknowledged: boolean;
      /** Why it counts as failed. */
      readonly reason?: string;
    }
  | {
      readonly type: 'command';
      readonly command: string;
      readonly text: string;
      readonly user: string;
      readonly channel: string;
      readonly acknowledged: boolean;
      readonly reason?: string;
    }
  | {
      readonly type: 'interaction';
      readonly kind: string;
      readonly user: string;
      readonly acknowledged: boolean;
      readonly reason?: string;
    }
  | {
      /** A use of a `response_url`. */
      readonly type: 'response';
      readonly user: string;
      readonly channel: string;
      readonly body: unknown;
      readonly status: number;
    }
  | {
      readonly type: 'view';
      readonly change: 'opened' | 'pushed' | 'updated' | 'published' | 'closed';
      readonly user: string;
      readonly view: View;
    }
  | {
      readonly type: 'socket';
      readonly change: 'opened' | 'refused' | 'warned' | 'closed';
      readonly connection: number;
      readonly reason?: string;
    }
  | {
      readonly type: 'file';
      readonly change: 'uploaded' | 'shared' | 'deleted';
      readonly file: string;
      readonly name: string;
    }
  | { readonly type: 'tokens'; readonly change: 'issued' | 'refreshed' | 'revoked'; readonly team: string };
