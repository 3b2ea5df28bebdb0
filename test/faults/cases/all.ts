import { ABSENCE } from './absence.ts';
import { CALM } from './calm.ts';
import type { Case } from './case.ts';
import { DISORDER } from './disorder.ts';
import { KILLS } from './kills.ts';
import { MACHINE } from './machine.ts';
import { OUTAGES } from './outages.ts';

export const CASES: readonly Case[] = [...CALM, ...KILLS, ...OUTAGES, ...DISORDER, ...ABSENCE, ...MACHINE];
