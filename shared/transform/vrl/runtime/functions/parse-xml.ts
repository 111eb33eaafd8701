import type { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value } from '../value.ts';
import { readXml } from '../xml/read.ts';

export function parseXml(
  value: Bytes,
  trim: boolean,
  includeAttr: boolean,
  attrPrefix: Bytes,
  textKey: Bytes,
  alwaysUseTextKey: boolean,
  parseBool: boolean,
  parseNull: boolean,
  parseNumber: boolean,
): Value | Failure {
  return readXml(textOf(value), {
    trim,
    includeAttr,
    attrPrefix: textOf(attrPrefix),
    textKey: textOf(textKey),
    alwaysUseTextKey,
    parseBool,
    parseNull,
    parseNumber,
  });
}
