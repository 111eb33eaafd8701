import { TextDecoder } from '@exodus/bytes/encoding.js';
import { decodeUtf7 } from './utf7.ts';

/** Labels that mail has beside those of the Encoding standard, with such of that. */
const ofMail: ReadonlyMap<string, string> = new Map([
  ['ms950', 'big5'],
  ['ms950_hkscs', 'big5'],
  ['x-windows-950', 'big5'],
  ['ms874', 'windows-874'],
  ['tis620', 'windows-874'],
  ['x-windows-874', 'windows-874'],
  ['ms936', 'gb18030'],
  ['euc_cn', 'gb18030'],
  ['ms949', 'euc-kr'],
  ['euc_kr', 'euc-kr'],
  ['x-windows-949', 'euc-kr'],
  ['euc_jp', 'euc-jp'],
  ['iso2022jp', 'iso-2022-jp'],
  ['koi8_r', 'koi8-r'],
  ['koi8_u', 'koi8-u'],
  ...[1, 2, 3, 4, 5, 6, 7, 9, 13, 15].map(
    (part) => [`iso8859_${part}`, `iso-8859-${part}`] as const,
  ),
]);
const utf7 = new Set(['utf-7', 'csunicode11utf7', 'unicode-1-1-utf-7', 'x-unicode-2-0-utf-7']);

/** The text of bytes in a charset that a mail names; null: the charset is not known. A byte order mark stays. */
export function decodeMail(bytes: Uint8Array, label: string): string | null {
  const name = label.replaceAll(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').toLowerCase();
  if (utf7.has(name)) return decodeUtf7(bytes);
  try {
    return new TextDecoder(ofMail.get(name) ?? name, { ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
