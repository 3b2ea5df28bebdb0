/** Why PubNub's Admin API did not do what it was asked, and what the operator can do about it. */

/** Which part of the Admin API was asked: each needs a permission of its own. */
export type Area = 'package' | 'deployment' | 'launch' | 'store';

interface Failure {
  /** What was to be done, as in "PubNub refused to …". */
  readonly doing: string;
  readonly area: Area;
  /** Of HTTP; undefined where no answer came. */
  readonly status: number | undefined;
  /** PubNub's own, such as `FAAS-403`. */
  readonly code: string | undefined;
  /** PubNub's own words, or those of the network. */
  readonly said: string;
  /** What PubNub asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** Longer waits are left to the operator. */
const LONGEST_WAIT_MS = 60_000;

/** Codes of PubNub's page "Functions Errors": a start or a stop that failed, as a rule because of what was to be started. */
const FAILED_FOR_GOOD = new Set(['FAAS-1012', 'FAAS-1013']);
const NOT_FOUND = new Set(['FAAS-1004', 'FAAS-1021', 'FAAS-404']);

/** The message is all the operator needs to read: who refused what, and the remedy. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  readonly code: string | undefined;
  readonly retryAfterMs: number;
  /** Whether the same call may succeed in a moment. */
  readonly retryable: boolean;

  constructor(failure: Failure) {
    const { code, retryAfterMs = 0 } = failure;
    super(`${whatHappened(failure)}\n${remedyFor(failure)}`);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.retryable = isPassing(failure) && retryAfterMs <= LONGEST_WAIT_MS;
  }

  /** That there is no such thing, as opposed to any other refusal. */
  get notFound(): boolean {
    return this.code !== undefined && NOT_FOUND.has(this.code);
  }
}

function whatHappened({ doing, status, code, said }: Failure): string {
  if (status === undefined) return `PubNub did not answer when asked to ${doing}: ${said}`;
  if (isUnclear(status)) return `PubNub's answer when asked to ${doing} cannot be understood: ${said}`;
  return `PubNub refused to ${doing}: ${said} (${code ?? `HTTP ${status}`})`;
}

/** It did what it was asked, but says so in a form that is not known. */
const isUnclear = (status: number): boolean => status < 300;

/** 423: a deployment is just being started or stopped. */
const isPassing = ({ status, code }: Failure): boolean =>
  status === undefined ||
  status === 423 ||
  status === 429 ||
  (status >= 500 && !(code !== undefined && FAILED_FOR_GOOD.has(code)));

const PERMISSIONS: Readonly<Record<Area, string>> = {
  package: 'functions.package:read and functions.package:write on the account',
  deployment: 'functions.package-deployment:read and functions.package-deployment:write on the keyset',
  launch: 'functions.package-deployment:read and functions.package-deployment:write on the keyset',
  store: 'keyset:read and keyset:write on the keyset',
};

const MEND = "The forms of PubNub's requests and answers are in functions/deploy/mapper.ts: mend them there.";

/** PubNub does not document which code it has for which of these. */
const NOT_LOADED =
  'As a rule another Function of this keyset has the same path or channel, or PubNub could not load the code. In the Admin Portal, under Functions, stop the other one or read the log; then run this again.';

const INVALID: Readonly<Record<Area, string>> = {
  package: `PubNub does not document every field of this request. ${MEND} Until then deploy by hand, as docs/deploy.md tells.`,
  deployment: 'Check that PUBNUB_KEYSET_ID is the number of the keyset, not one of its keys.',
  launch: NOT_LOADED,
  store: 'Check that PUBNUB_SUBSCRIBE_KEY is the one of this keyset.',
};

const BY_CODE: Readonly<Record<string, string>> = {
  'FAAS-1005':
    'The account has as many packages as its plan allows. In the Admin Portal, under Functions, delete one that nobody needs.',
  'FAAS-1006': 'The plan allows fewer Functions in a package than Pigdin has. PubNub support can raise the limit.',
  'FAAS-1012': NOT_LOADED,
  'FAAS-1013': 'Stop the old version in the Admin Portal, under Functions; then run this again.',
  'FAAS-1020': 'Check PUBNUB_SUBSCRIBE_KEY.',
  'FAAS-1022':
    'No keyset of this account has the subscribe key in PUBNUB_SUBSCRIBE_KEY. Copy it from the Admin Portal.',
};

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'PUBNUB_ADMIN_API_KEY is mistyped, expired or revoked. Make a new API key in the Admin Portal, under Service Integrations.',
  409: 'Somebody else changes the same things just now. Run this again.',
  413: 'The Functions are too large for PubNub: it takes less than 64 KB each.',
  423: 'An earlier start or stop is still under way. Wait a minute, then run this again.',
};

function remedyFor({ status, code, area, retryAfterMs }: Failure): string {
  if (status === undefined) return 'Check the network, and PUBNUB_ADMIN_URL if it is set.';
  if (isUnclear(status)) return `${MEND} Then run this again: it goes on from here.`;
  if (status === 429) return `Too many calls. Run this again in ${Math.ceil((retryAfterMs ?? 60_000) / 1000)} seconds.`;
  const known = BY_CODE[code ?? ''] ?? BY_STATUS[status];
  if (known !== undefined) return known;
  if (status === 403) return forbidden(area);
  if (code !== undefined && NOT_FOUND.has(code)) return notFound(area);
  if (status >= 500) return 'PubNub has trouble of its own: https://status.pubnub.com. Run this again later.';
  return INVALID[area];
}

const forbidden = (area: Area): string =>
  [
    `The service integration behind PUBNUB_ADMIN_API_KEY needs the permissions ${PERMISSIONS[area]}.`,
    "An integration's permissions cannot be changed afterwards: make a new one in the Admin Portal.",
    ...(area === 'package'
      ? []
      : ['Or PUBNUB_KEYSET_ID and PUBNUB_SUBSCRIBE_KEY are of a keyset that it may not touch.']),
  ].join('\n');

const notFound = (area: Area): string =>
  area === 'deployment'
    ? 'No keyset of this account has the number in PUBNUB_KEYSET_ID, or the package was deleted meanwhile.'
    : 'It was deleted meanwhile. Run this again.';
