import { Timestamp } from '../timestamp.ts';
import type { Value } from '../value.ts';

export function isTimestamp(value: Value): boolean {
  return value instanceof Timestamp;
}
