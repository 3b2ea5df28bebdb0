/** Where the rows are: an adapter for Keyv, which serialises them, and what Keyv has no question for. */
export interface Backend {
  readonly adapter: object;
  /** The keys that begin so, in no particular order. */
  keys(prefix: string): Promise<string[]>;
  close(): Promise<void>;
}
