import type { FieldKind } from './tables.ts';

/** How a value of a kind stands behind its tag; of a message where it is no group. */
export const wireTypes: Readonly<Record<FieldKind, 0 | 1 | 2 | 5>> = {
  double: 1,
  float: 5,
  int32: 0,
  int64: 0,
  uint32: 0,
  uint64: 0,
  sint32: 0,
  sint64: 0,
  fixed32: 5,
  fixed64: 1,
  sfixed32: 5,
  sfixed64: 1,
  bool: 0,
  string: 2,
  'lossy-string': 2,
  bytes: 2,
  enum: 0,
  message: 2,
};
