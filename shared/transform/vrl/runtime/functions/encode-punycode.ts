import punycode from 'punycode/punycode.js';
import { toASCII } from 'tr46';
import { Failure } from '../failure.ts';
import { hasShortLabels, isShort, prefix, processing } from '../punycode/options.ts';
import { type Bytes, textOf } from '../text.ts';

export function encodePunycode(value: Bytes, validate: boolean): string | Failure {
  const text = textOf(value);
  if (!validate) return text.split('.').map(encodeLabel).join('.');
  const domain = hasShortLabels(text) ? toASCII(text, processing) : null;
  return domain ?? new Failure('unable to encode to punycode');
}

function encodeLabel(label: string): string {
  const lower = label.toLowerCase();
  const isAscii = Buffer.byteLength(label) === label.length;
  return label.startsWith(prefix) || isAscii || !isShort(label)
    ? lower
    : prefix + punycode.encode(lower);
}
