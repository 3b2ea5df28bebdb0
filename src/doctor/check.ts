/** One question to the installation, and the ways in which it can end. */
export interface Check<Patient> {
  /** What is looked at; also how another check refers to it. */
  readonly name: string;
  /** Names of checks that must not have failed: without them this one cannot tell anything. */
  readonly after?: readonly string[];
  /** Resolves to what is well, as the rest of a line. Throws Trouble or NotNeeded. */
  readonly run: (patient: Patient) => Promise<string>;
}

export interface Section<Patient> {
  readonly title: string;
  readonly checks: readonly Check<Patient>[];
}

/** Something is wrong: the message says what, as the rest of a line, and the remedy what to do about it. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** This installation does without; the message says why, as the rest of a line. */
export class NotNeeded extends Error {
  override readonly name = 'NotNeeded';
}

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
}

/** Puts every question in turn, and says one line for each; a failure has its remedy on the next. */
export async function examine<Patient>(
  sections: readonly Section<Patient>[],
  patient: Patient,
  say: (line: string) => void,
): Promise<Verdict> {
  const verdict = { passed: 0, failed: 0 };
  const inTheWay = new Set<string>();
  for (const { title, checks } of sections) {
    say(`\n${title}`);
    for (const check of checks) {
      const cause = check.after?.find((name) => inTheWay.has(name));
      const end = cause === undefined ? await endOf(check, patient) : blockedBy(cause);
      say(`  ${SIGNS[end.kind]} ${check.name}: ${end.text}`);
      if (end.kind === 'failed') say(`      → ${end.remedy}`);
      if (end.kind === 'failed' || end.kind === 'blocked') inTheWay.add(check.name);
      if (end.kind === 'passed' || end.kind === 'failed') verdict[end.kind] += 1;
    }
  }
  return verdict;
}

const SIGNS = { passed: '✓', failed: '✗', blocked: '–', 'not needed': '–' } as const;

type End =
  | { readonly kind: 'passed' | 'not needed' | 'blocked'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string; readonly remedy: string };

const blockedBy = (cause: string): End => ({ kind: 'blocked', text: `not checked before “${cause}” is well` });

async function endOf<Patient>({ run }: Check<Patient>, patient: Patient): Promise<End> {
  try {
    return { kind: 'passed', text: await run(patient) };
  } catch (error) {
    if (error instanceof NotNeeded) return { kind: 'not needed', text: error.message };
    if (error instanceof Trouble) return { kind: 'failed', text: error.message, remedy: error.remedy };
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      kind: 'failed',
      text: `could not be checked (${said})`,
      remedy: "This is most likely a fault of Pigdin's: please report it with this line.",
    };
  }
}
