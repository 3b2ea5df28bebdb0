/**
 * PubNub's filter expressions, as App Context and the subscribe filter have them: `==` `!=` `<` `<=` `>` `>=` `LIKE` with
 * asterisks, `CONTAINS`, `&&` `||` `!`, parentheses, and fields with dots.
 */

/** Reads a field such as `custom.team`; undefined where there is none. */
type FieldReader = (path: string) => unknown;
export type Filter = (read: FieldReader) => boolean;

type Operand = (read: FieldReader) => unknown;

const TOKEN = /\s*(?:(&&|\|\||==|!=|<=|>=|[<>!()])|"([^"]*)"|'([^']*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.-]*))/y;
const LITERALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

interface Token {
  readonly kind: 'operator' | 'value' | 'word';
  readonly text: string;
  readonly value: unknown;
}

/** Throws a SyntaxError for what is no expression. */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokens(text));
  return parser.whole();
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trim();
  while (TOKEN.lastIndex < trimmed.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (!match) throw new SyntaxError(`Unexpected filter text at ${at}`);
    found.push(token(match));
  }
  return found;
}

function token([, operator, double, single, number, word]: RegExpExecArray): Token {
  if (operator !== undefined) return { kind: 'operator', text: operator, value: undefined };
  if (number !== undefined) return { kind: 'value', text: number, value: Number(number) };
  if (word !== undefined && !LITERALS.has(word)) return { kind: 'word', text: word, value: undefined };
  return { kind: 'value', text: '', value: word === undefined ? (double ?? single) : LITERALS.get(word) };
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  whole(): Filter {
    const filter = this.#either();
    if (this.#at < this.#tokens.length) throw new SyntaxError(`Unexpected ${this.#peek()} in the filter`);
    return filter;
  }

  #either(): Filter {
    let left = this.#both();
    while (this.#take('||')) {
      const [a, b] = [left, this.#both()];
      left = (read) => a(read) || b(read);
    }
    return left;
  }

  #both(): Filter {
    let left = this.#single();
    while (this.#take('&&')) {
      const [a, b] = [left, this.#single()];
      left = (read) => a(read) && b(read);
    }
    return left;
  }

  #single(): Filter {
    if (this.#take('!')) {
      const inner = this.#single();
      return (read) => !inner(read);
    }
    if (this.#take('(')) {
      const inner = this.#either();
      if (!this.#take(')')) throw new SyntaxError('Missing ) in the filter');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Filter {
    const left = this.#operand();
    const operator = this.#next();
    const compare = COMPARISONS.get(operator.text.toUpperCase());
    if (operator.kind === 'value' || !compare) throw new SyntaxError(`Unknown filter operator: ${operator.text}`);
    const right = this.#operand();
    return (read) => compare(left(read), right(read));
  }

  #operand(): Operand {
    const { kind, text, value } = this.#next();
    if (kind === 'operator') throw new SyntaxError(`Unexpected ${text} in the filter`);
    return kind === 'word' ? (read) => read(text) : () => value;
  }

  #next(): Token {
    const next = this.#tokens[this.#at];
    if (!next) throw new SyntaxError('The filter ends too early');
    this.#at += 1;
    return next;
  }

  #peek(): string {
    return this.#tokens[this.#at]?.text ?? '';
  }

  #take(text: string): boolean {
    const next = this.#tokens[this.#at];
    const hit = next?.kind === 'operator' && next.text === text;
    if (hit) this.#at += 1;
    return hit;
  }
}

type Comparison = (left: unknown, right: unknown) => boolean;

const same: Comparison = (left, right) => (left ?? null) === (right ?? null);

/** Numbers among themselves, and strings among themselves. */
const ordered =
  (fits: (sign: number) => boolean): Comparison =>
  (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return fits(Math.sign(left - right));
    if (typeof left === 'string' && typeof right === 'string') return fits(left === right ? 0 : left < right ? -1 : 1);
    return false;
  };

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['==', same],
  ['!=', (left, right) => !same(left, right)],
  ['<', ordered((sign) => sign < 0)],
  ['<=', ordered((sign) => sign <= 0)],
  ['>', ordered((sign) => sign > 0)],
  ['>=', ordered((sign) => sign >= 0)],
  ['LIKE', (left, right) => typeof left === 'string' && typeof right === 'string' && like(right).test(left)],
  ['CONTAINS', (left, right) => (Array.isArray(left) || typeof left === 'string') && left.includes(right as string)],
]);

/** Everything but the asterisk means itself. */
const like = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`).replaceAll('*', '.*')}$`, 's');

/** What a dotted path leads to. */
export const fieldOf = (item: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      item,
    );
