import type { z } from 'zod';
import type { Core } from '../core.ts';
import type { Tier } from '../rate-limits.ts';
import type { Installation } from '../state/app.ts';
import type { User } from '../state/model.ts';
import type { Workspace } from '../state/workspace.ts';
import { parseArgs } from './args.ts';
import type { ApiRequest } from './request.ts';

/** A call without a bot: app-level, or without any token. */
export interface OpenCall {
  readonly core: Core;
  readonly request: ApiRequest;
  /** Warnings for `response_metadata`. */
  readonly warnings: string[];
}

/** A call by the app's bot in one workspace. */
export interface BotCall extends OpenCall {
  readonly installation: Installation;
  readonly workspace: Workspace;
  readonly bot: User;
}

type Answer = object | Promise<object>;

export type Method =
  | { readonly by: 'bot'; readonly tier: Tier; readonly scope?: string; readonly run: (call: BotCall) => Answer }
  | { readonly by: 'app' | 'anyone'; readonly tier: Tier; readonly run: (call: OpenCall) => Answer };

interface BotMethodOptions<Args extends z.ZodType> {
  readonly tier: Tier;
  readonly scope?: string;
  readonly args: Args;
  readonly run: (call: BotCall, args: z.output<Args>) => Answer;
}

/** A method that takes a bot token. */
export function botMethod<Args extends z.ZodType>({ args, run, ...rest }: BotMethodOptions<Args>): Method {
  return { by: 'bot', ...rest, run: (call) => run(call, parseArgs(args, call.request.args)) };
}

interface OpenMethodOptions<Args extends z.ZodType> {
  readonly tier: Tier;
  readonly args: Args;
  readonly run: (call: OpenCall, args: z.output<Args>) => Answer;
}

/** A method that takes the app-level token, or none. */
export function openMethod<Args extends z.ZodType>(
  by: 'app' | 'anyone',
  { args, run, tier }: OpenMethodOptions<Args>,
): Method {
  return { by, tier, run: (call) => run(call, parseArgs(args, call.request.args)) };
}
