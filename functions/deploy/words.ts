/** The plan in plain words. Never a secret's value. */
import type { DeployConfig } from '../../src/config.ts';
import { PACKAGE } from './mapper.ts';
import type { Plan, PlannedFunction, PlannedSecret } from './plan.ts';

const FUNCTION_WORDS: Readonly<Record<PlannedFunction['change'], string>> = {
  new: 'new',
  changed: 'changed',
  same: 'as it is',
  removed: 'not in this version any more',
};

const SECRET_WORDS: Readonly<Record<PlannedSecret['change'], string>> = {
  new: 'new',
  changed: 'changed',
  unsure: 'there; written again, to be sure that it is this one',
  same: 'as it is',
  'left alone': 'there, but not set here: left alone',
  absent: 'neither there nor set here: nobody can sign in at Webex',
};

const LAUNCH_WORDS: Readonly<Record<Plan['launch'], string>> = {
  start: 'is started',
  replace: 'takes the place of the one that runs',
  keep: 'runs already',
};

/** Lines for a terminal. */
export function describePlan(plan: Plan, { keysetId, subscribeKey }: DeployConfig): string {
  const width = Math.max(...[...plan.functions, ...plan.secrets].map(({ name }) => name.length));
  const revision = plan.revision === 'create' ? 'a new revision of the package' : 'the newest revision of the package';
  return [
    `Pigdin's Functions on the keyset ${keysetId} (${subscribeKey}):`,
    '',
    `  Package ${PACKAGE}: ${plan.package === 'create' ? 'is created' : 'as it is'}`,
    ...plan.functions.map(
      ({ name, place, change }) => `    ${name.padEnd(width)}  ${FUNCTION_WORDS[change].padEnd(8)}  ${place}`,
    ),
    `  Version: ${revision} ${LAUNCH_WORDS[plan.launch]}`,
    '  Secrets',
    ...plan.secrets.map(({ name, change }) => `    ${name.padEnd(width)}  ${SECRET_WORDS[change]}`),
    ...plan.obstacles.map((sentence) => `\n${sentence}`),
  ].join('\n');
}

/** What the operator does next. */
export const describeNext = ({ functionsUrl, layout, webexClient }: DeployConfig): string =>
  [
    'Next:',
    ...(webexClient
      ? []
      : ['  - Set WEBEX_CLIENT_ID and WEBEX_CLIENT_SECRET and run this again, so that people can sign in.']),
    `  - The Webex integration needs this redirect URI, to the letter: ${functionsUrl}/webex/oauth`,
    `  - The bridge needs the same PIGDIN_SECRET and PIGDIN_LAYOUT=${layout}. Start it again if one of them changed: npm start`,
    '  - npm run doctor checks the whole installation.',
  ].join('\n');
