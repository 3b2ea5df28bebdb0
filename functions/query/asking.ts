import type { Services } from '../shared/services.ts';
import type { Session } from '../users/session.ts';

/** What every query is answered with. */
export interface Asking {
  readonly services: Services;
  readonly session: Session;
}
