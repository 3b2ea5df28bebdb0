import type { Revision } from './catalogue.ts';

/** That a revision is on the keyset. Times are in milliseconds since 1970. */
export interface Assignment {
  readonly id: string;
  readonly revision: Revision;
  readonly created: number;
  /** When it was last started or stopped. */
  readonly changed: number;
  readonly on: boolean;
}

export type State = 'STARTING' | 'RUNNING' | 'STOPPED';

/** An assignment as PubNub shows it. */
export interface PackageDeployment {
  readonly id: string;
  readonly packageRevisionId: string;
  readonly keysetId: number;
  readonly state: State;
  readonly functionDeployments: readonly object[];
  readonly createdDttm: string;
  readonly updatedDttm: string;
}

/** How long a deployment is said to be starting. Its Functions run from the first moment on. */
const STARTING_MS = 20;

export function stateOf({ on, changed }: Assignment, now: number): State {
  if (!on) return 'STOPPED';
  return now < changed + STARTING_MS ? 'STARTING' : 'RUNNING';
}

export function shown(assignment: Assignment, keysetId: number, state: State): PackageDeployment {
  const { id, revision, created, changed } = assignment;
  const dates = { createdDttm: new Date(created).toISOString(), updatedDttm: new Date(changed).toISOString() };
  return {
    id,
    packageRevisionId: revision.id,
    keysetId,
    state,
    functionDeployments: revision.functions.map(({ functionRevisionId }) => ({ functionRevisionId, state, ...dates })),
    ...dates,
  };
}
