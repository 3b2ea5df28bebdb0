import { CALM } from './calm.ts';
import type { Case } from './case.ts';
import { KILLS } from './kills.ts';
import { OUTAGES } from './outages.ts';

export const CASES: readonly Case[] = [...CALM, ...KILLS, ...OUTAGES];
