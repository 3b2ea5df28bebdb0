export type ParcelKind = 'events_api' | 'slash_commands' | 'interactive';

/** One thing that Slack tells the app, on one attempt. */
export interface Parcel {
  readonly kind: ParcelKind;
  readonly payload: object;
  /** 0, then 1 to 3 for the retries. */
  readonly attempt: number;
  /** Why the attempt before failed. */
  readonly reason?: string;
}

export type Outcome =
  | {
      readonly acknowledged: true;
      /** What the app answered along with its acknowledgement. */
      readonly body: unknown;
    }
  | {
      readonly acknowledged: false;
      readonly reason: string;
      /** The app asked not to be told again. */
      readonly noRetry?: boolean;
    };

/** How the app is reached: Socket Mode, or HTTP requests. */
export interface Transport {
  deliver(parcel: Parcel): Promise<Outcome>;
}
