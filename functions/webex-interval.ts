import { maintain } from './maintain/maintain.ts';
import { onInterval } from './runtime/entries.ts';
import type { IntervalEvent } from './runtime/modules.ts';

export default async function webexInterval(event: IntervalEvent): Promise<unknown> {
  return onInterval('webex-interval', event, maintain);
}
