import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';

/**
 * A Bolt app that has every payload written down before Bolt sees it: Bolt acknowledges events to Slack before their
 * listeners run, and what it acknowledged Slack never sends again. When the writing fails, Bolt is not called and
 * nothing is acknowledged.
 */
export class JournaledApp extends App {
  readonly #write: (body: unknown) => Promise<void>;

  constructor(options: AppOptions, write: (body: unknown) => Promise<void>) {
    super(options);
    this.#write = write;
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    await this.#write(event.body);
    await super.processEvent(event);
  }
}
