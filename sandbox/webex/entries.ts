import type { MessageJson, RoomJson } from './views.ts';

/** What happens inside the Webex stand-in, as its journal tells it. */
export type WebexEntry =
  | {
      readonly type: 'request';
      readonly method: string;
      /** With `/v1`, without the query. */
      readonly path: string;
      readonly query: Readonly<Record<string, string>>;
      /** Missing when no valid token came along. */
      readonly personId?: string | undefined;
      readonly status: number;
    }
  | { readonly type: 'message'; readonly change: Change; readonly message: MessageJson }
  | { readonly type: 'room'; readonly change: Change | 'migrated'; readonly room: RoomJson }
  | {
      readonly type: 'membership';
      readonly change: Change;
      readonly roomId: string;
      readonly personId: string;
    }
  | {
      readonly type: 'webhook';
      readonly change: Change | 'disabled';
      readonly webhookId: string;
      readonly personId: string;
    }
  | {
      readonly type: 'delivery';
      readonly webhookId: string;
      readonly url: string;
      /** As sent. */
      readonly body: string;
      /** The receiver's HTTP status; or why there is none. */
      readonly status: number | 'unreachable' | 'timed out' | 'refused' | 'dropped';
    }
  | { readonly type: 'tokens'; readonly change: 'issued' | 'refreshed' | 'revoked'; readonly personId: string };

type Change = 'created' | 'updated' | 'deleted';
