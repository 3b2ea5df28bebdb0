import { createHmac } from 'node:crypto';

/** Both headers that Webex sends when the webhook has a secret; each covers the raw body. */
export function signatureHeaders(secret: string | undefined, body: string): Record<string, string> {
  if (!secret) return {};
  const hmac = (algorithm: string): string => createHmac(algorithm, secret).update(body).digest('hex');
  return {
    'X-Spark-Signature': hmac('sha1'),
    'X-Webex-Signature': `SHA-256=${hmac('sha256')}, SHA-512=${hmac('sha512')}`,
  };
}
