import type { webApi } from '@slack/bolt';
import type { Bridge } from '../../../bridge/bridge.ts';

/** What a subcommand gets: who asks, and what they typed behind its name. */
export interface Asked {
  readonly team: string;
  readonly slackUser: string;
  readonly words: string;
  /** Where the answer can be replaced later. */
  readonly responseUrl: string;
  readonly client: webApi.WebClient;
  readonly bridge: Bridge;
}
