import * as v from 'valibot';

/** Text that holds JSON of a shape. Reading it never throws with a quotation of the text. */
export const jsonText = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): unknown => {
      try {
        return JSON.parse(dataset.value);
      } catch {
        addIssue({ message: 'not JSON' });
        return NEVER;
      }
    }),
    schema,
  );

/** The fields that are missing or wrong, for a sentence; never their values. */
export const faultyFields = (issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string =>
  [...new Set(issues.map((issue) => v.getDotPath(issue) ?? 'the message itself'))].join(', ');

/** JSON's own kind of object: what can be signed. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
