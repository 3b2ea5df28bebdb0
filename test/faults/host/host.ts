/** The process of the sandbox: forked by the runner, it serves one World, and does not outlive the runner. */
import { serve } from './remote.ts';
import { World } from './world.ts';

serve(new World());
process.once('disconnect', () => process.exit());
