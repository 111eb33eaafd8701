import { trimWhiteEnd } from '../white-space.ts';

/** The bytes of a text in quoted-printable; what is no such stays as it is, and white space at the end too. */
export function quotedPrintable(text: string): Uint8Array {
  const kept = trimWhiteEnd(text);
  const lines = kept.replaceAll(/[^\t\r\n -~]/gu, '').split(/\r?\n/);
  let result = '';
  for (const [index, line] of lines.entries()) {
    // an equals sign at the end joins a line with the next one
    let isJoined = index === lines.length - 1;
    result += line
      .replace(/[\t\r ]+$/, '')
      .replaceAll(/=([^]{2}|[^]?$)/g, (all: string, next: string) => {
        if (next === '') isJoined = true;
        if (next === '') return '';
        return /^[0-9A-Fa-f]{2}$/.test(next) ? String.fromCharCode(Number.parseInt(next, 16)) : all;
      });
    if (!isJoined) result += '\r\n';
  }
  return Buffer.concat([Buffer.from(result, 'latin1'), Buffer.from(text.slice(kept.length))]);
}
