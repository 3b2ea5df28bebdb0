import { z } from 'zod';
import type { FunctionBinding } from '../functions/binding.ts';

/** What sets a Function off. PubNub documents only that of BEFORE_PUBLISH; the others are a guess. */
const config = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('BEFORE_PUBLISH'),
    inputChannel: z.string().min(1),
    outputChannel: z.string().optional(),
  }),
  z.object({ type: z.literal('ON_REQUEST'), path: z.string().min(1) }),
  z.object({ type: z.literal('ON_INTERVAL'), interval: z.number().positive() }),
]);

const functionObject = z
  .object({
    name: z.string().min(1),
    type: z.enum(['BEFORE_PUBLISH', 'ON_REQUEST', 'ON_INTERVAL']),
    language: z.literal('JAVASCRIPT').default('JAVASCRIPT'),
    sortOrder: z.number().int().optional(),
    code: z.string().min(1),
    config,
  })
  .refine((one) => one.type === one.config.type, { message: 'type and config.type differ', path: ['config', 'type'] });

export type FunctionInput = z.infer<typeof functionObject>;

const functions = z.array(functionObject).min(1);
const details = { description: z.string().optional(), tags: z.array(z.string()).optional() };

export const CreatePackage = z.object({
  name: z.string().min(1),
  revisionName: z.string().min(1),
  functions,
  apiManaged: z.boolean().optional(),
  ...details,
});
export const UpdatePackage = z.object({ name: z.string().min(1).optional(), ...details });
export const UpdateRevision = z.object({ name: z.string().min(1).optional(), description: z.string().optional() });
export const CreateRevision = UpdateRevision.extend({ packageId: z.string(), functions });
/** The number of the keyset in the portal, not its subscribe key. */
export const CreateDeployment = z.object({ packageRevisionId: z.string(), keysetId: z.number().int() });
export const RollingUpdate = z.object({ newPackageDeploymentId: z.string() });
export const PutSecret = z.object({ value: z.string() });
export const PutString = z.object({
  value: z.string(),
  ttlSeconds: z.number().int().min(20).max(31_536_000).optional(),
});
export const PutJson = PutString.extend({ value: z.unknown() });
export const ChangeCounter = z.object({ value: z.number().int().default(1) });

export function bindingOf({ name, config: trigger }: FunctionInput): FunctionBinding {
  switch (trigger.type) {
    case 'BEFORE_PUBLISH':
      return { name, type: trigger.type, channel: trigger.inputChannel };
    case 'ON_REQUEST':
      return { name, type: trigger.type, path: trigger.path };
    case 'ON_INTERVAL':
      return { name, type: trigger.type, minutes: trigger.interval };
  }
}
