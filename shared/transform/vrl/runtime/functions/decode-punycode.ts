import punycode from 'punycode/punycode.js';
import { toUnicode } from 'tr46';
import { Failure } from '../failure.ts';
import { hasShortLabels, prefix, processing } from '../punycode/options.ts';
import { type Bytes, textOf } from '../text.ts';

export function decodePunycode(value: Bytes, validate: boolean): string | Failure {
  const text = textOf(value);
  if (!text.includes(prefix)) return text;
  if (!validate) return text.split('.').map(decodeLabel).join('.');
  const isShort = hasShortLabels(text);
  const { domain, error } = toUnicode(isShort ? text : '', processing);
  return error || !isShort ? new Failure('unable to decode punycode') : domain;
}

function decodeLabel(label: string): string {
  if (!label.startsWith(prefix)) return label;
  try {
    return punycode.decode(label.slice(prefix.length));
  } catch {
    return label;
  }
}
