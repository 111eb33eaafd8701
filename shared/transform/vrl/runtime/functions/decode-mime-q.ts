import { decodeMail } from '../charset/mail-charset.ts';
import { quotedPrintable } from '../charset/quoted-printable.ts';
import { debugText } from '../debug-text.ts';
import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';

/** `charset?encoding?text`, of which the charset may be missing; `end` is where it ends. */
interface EncodedWord {
  readonly charset: string;
  readonly encoding: string;
  readonly text: string;
  readonly end: number;
}

/** Words as RFC 2047 encodes them, anywhere in a text; or a text that is the inside of one. */
export function decodeMimeQ(value: Bytes): string | Failure {
  const text = textOf(value);
  let result = '';
  let failure: Failure | null = null;
  let at = 0;
  for (;;) {
    const start = text.indexOf('=?', at);
    const word = start === -1 ? null : readWord(text, start + 2);
    if (word === null || !text.startsWith('?=', word.end)) break;
    const decoded = decodeWord(word);
    if (decoded instanceof Failure) failure ??= decoded;
    else result += text.slice(at, start) + decoded;
    at = word.end + 2;
  }
  if (failure !== null) return failure;
  if (at > 0) return result + text.slice(at);
  const word = readWord(text, 0);
  const decoded = word === null ? null : decodeWord(word);
  return word === null || typeof decoded !== 'string' ? text : decoded + text.slice(word.end);
}

function readWord(text: string, start: number): EncodedWord | null {
  const first = text.indexOf('?', start);
  const second = first === -1 ? -1 : text.indexOf('?', first + 1);
  if (second === -1) return null;
  const close = text.indexOf('?=', second + 1);
  const end = close === -1 ? text.length : close;
  return {
    charset: text.slice(start, first) || 'utf-8',
    encoding: text.slice(first + 1, second),
    text: text.slice(second + 1, end),
    end,
  };
}

function decodeWord({ charset, encoding, text }: EncodedWord): string | Failure {
  let bytes: Uint8Array;
  if (/^b$/i.test(encoding)) {
    bytes = Buffer.from(text, 'base64');
    if (Buffer.from(bytes).toString('base64') !== text) {
      return new Failure('Unable to decode base64 value');
    }
  } else if (/^q$/i.test(encoding)) {
    bytes = quotedPrintable(text.replaceAll('_', ' '));
  } else {
    return new Failure(`Invalid encoding: ${debugText(encoding)}`);
  }
  return decodeMail(bytes, charset) ?? new Failure(`Unable to decode ${debugText(charset)} value`);
}
