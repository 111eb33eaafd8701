import { createHash, createHmac } from 'node:crypto';
import { fail, type Fallible, succeed } from './fallible.ts';
import { kindName } from './kinds.ts';

// Digests as hexadecimal text, of text as UTF-8. md5 and sha1 are for matching what others wrote, not for secrets.

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function sha512(text: string): string {
  return createHash('sha512').update(text).digest('hex');
}

/** SHA-256 under a key: for pseudonyms that nobody without the key can look up. */
export function hmacSha256(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

export interface Base64Options {
  /** `url_safe` writes `-` and `_` instead of `+` and `/`. Default: `standard`. */
  readonly charset?: 'standard' | 'url_safe';
  /** Fills up with `=`. Default: true. */
  readonly padding?: boolean;
}

/** The UTF-8 of a text in Base64. */
export function encodeBase64(text: string, options: Base64Options = {}): string {
  const standard = Buffer.from(text).toString('base64');
  const padded =
    options.charset === 'url_safe' ? standard.replaceAll('+', '-').replaceAll('/', '_') : standard;
  return options.padding === false ? padded.replace(/=+$/, '') : padded;
}

const alphabets = {
  standard: /^[A-Za-z0-9+/]*={0,2}$/,
  url_safe: /^[A-Za-z0-9_-]*={0,2}$/,
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text behind Base64, with or without padding; what is not Base64 throughout, or not UTF-8 behind it, fails. */
export function decodeBase64(
  value: unknown,
  options: Pick<Base64Options, 'charset'> = {},
): Fallible<string> {
  if (typeof value !== 'string') return fail('decodeBase64', 'text', kindName(value));
  const digits = value.replace(/=+$/, '').length;
  const padded = value.length % 4 === 0 || !value.includes('=');
  if (!alphabets[options.charset ?? 'standard'].test(value) || digits % 4 === 1 || !padded) {
    return fail('decodeBase64', 'Base64 text', 'other text');
  }
  try {
    return succeed(utf8.decode(Buffer.from(value, 'base64')));
  } catch {
    return fail('decodeBase64', 'Base64 of UTF-8 text', 'that of other bytes');
  }
}
