import { createHash, createHmac } from 'node:crypto';
import type { HttpAsk } from './http-get.ts';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Signing {
  readonly service: string;
  readonly region: string;
  readonly keys: SigningKeys;
  readonly now: Date;
}

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * The headers of a POST to `/` without a query, signed as AWS wants it (Signature Version 4). The SDK's own signer comes
 * with its whole client.
 */
export function signedHeaders(
  { url, headers, body = '' }: HttpAsk,
  { service, region, keys, now }: Signing,
): Record<string, string> {
  const time = now.toISOString().replaceAll(/[:-]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const { host } = new URL(url);
  const { sessionToken } = keys;
  const signed: Record<string, string> = {
    ...headers,
    host,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(signed).toSorted();
  const list = names.join(';');
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${(signed[name] ?? '').trim()}`),
    '',
    list,
    sha256(body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [algorithm, time, scope, sha256(canonical)].join('\n');
  let key: string | Buffer = `AWS4${keys.secretAccessKey}`;
  for (const part of [date, region, service, 'aws4_request']) key = hmac(key, part);
  const signature = hmac(key, toSign).toString('hex');
  const credential = `Credential=${keys.accessKeyId}/${scope}`;
  return {
    ...signed,
    authorization: `${algorithm} ${credential}, SignedHeaders=${list}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
