import type { Failure } from '../failure.ts';
import { readRubyHash } from '../ruby-hash/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseRubyHash(value: Bytes): VrlObject | Failure {
  return readRubyHash(textOf(value));
}
