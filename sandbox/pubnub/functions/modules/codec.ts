const encode = (text: string): string => Buffer.from(text).toString('base64');

/** `require('codec/auth')`, `require('codec/base64')` and `require('codec/query_string')`. */
export const codecModules: Readonly<Record<string, unknown>> = {
  'codec/auth': { basic: (user: string, password: string) => `Basic ${encode(`${user}:${password}`)}` },
  'codec/base64': {
    btoa: encode,
    atob: (text: string) => Buffer.from(text, 'base64').toString(),
    encodeString: (text: string) => encode(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  },
  'codec/query_string': {
    parse: (text: string, defaults: Record<string, string> = {}) => ({
      ...defaults,
      ...Object.fromEntries(new URLSearchParams(text)),
    }),
    stringify: (values: Record<string, string>) => new URLSearchParams(values).toString(),
  },
};
