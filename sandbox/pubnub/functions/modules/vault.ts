import type { Guard } from './guard.ts';

/** The secrets of a keyset, and what reading an unknown one does: the documents say either. */
export class Vault {
  readonly secrets: Map<string, string>;
  missing: 'rejects' | 'null' = 'rejects';

  constructor(secrets: Readonly<Record<string, string>>) {
    this.secrets = new Map(Object.entries(secrets));
  }
}

/** `require('vault')`. */
export function vaultModule(guard: Guard, vault: Vault): Record<string, unknown> {
  return {
    get: guard.counted('vault', (_execution, name: string) => {
      const secret = vault.secrets.get(name);
      if (secret === undefined && vault.missing === 'rejects') throw new Error(`The vault has no secret named ${name}`);
      return secret ?? null;
    }),
  };
}
