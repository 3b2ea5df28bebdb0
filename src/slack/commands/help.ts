import { helpList } from '../views/help.ts';
import type { Verb } from './asked.ts';

export const help: Verb = async () => helpList();
