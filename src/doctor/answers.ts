/** What webex-query tells the doctor. Checked here, because the Functions may be of another version than this program. */
import * as z from 'zod';
import type { Answers, Health } from '../bridge/query.ts';

export const HealthAnswer: z.ZodType<Health> = z.object({
  layout: z.enum(['nested', 'flat']),
  webexApiUrl: z.string(),
  functionsUrl: z.string().optional(),
  clientId: z.string().optional(),
  clientSecret: z.boolean(),
  webexTrouble: z.string().optional(),
  now: z.number(),
  intervalAt: z.number().optional(),
});

export const WebhookAnswer: z.ZodType<Answers['webhook']> = z.object({
  state: z.enum(['active', 'disabled', 'missing']),
  targetUrl: z.string(),
  rehearsal: z
    .object({
      room: z.object({ id: z.string(), title: z.string(), isDirect: z.boolean() }),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
    })
    .optional(),
});
