/**
 * What a pipeline file imports, as `import { definePipeline, remap } from 'sluice'`: the one place that gathers exports,
 * because a user should need one line.
 */
export { definePipeline } from './define.ts';
export { dedupe, filter, reduce, remap, route, sample, throttle } from '../transform/components.ts';
export {
  append,
  compact,
  flatten,
  includes,
  isEmpty,
  keys,
  length,
  merge,
  push,
  unique,
  values,
} from '../transform/collections.ts';
export {
  fromUnixTimestamp,
  toBool,
  toFloat,
  toInt,
  toText,
  toTimestamp,
  toUnixTimestamp,
} from '../transform/convert.ts';
export {
  decodeBase64,
  encodeBase64,
  hmacSha256,
  md5,
  sha1,
  sha256,
  sha512,
} from '../transform/digests.ts';
export { encodeJson } from '../transform/encode-json.ts';
export { del, exists, get, rename, set, take } from '../transform/fields.ts';
export { abs, ceil, floor, mod, round } from '../transform/math.ts';
export {
  parseBool,
  parseFloat,
  parseInteger,
  parseJson,
  parseRegex,
  parseRegexAll,
} from '../transform/parse.ts';
export { parseKeyValue } from '../transform/parse-key-value.ts';
export { parseUrl } from '../transform/parse-url.ts';
export {
  contains,
  downcase,
  endsWith,
  join,
  matches,
  replace,
  slice,
  split,
  startsWith,
  stripWhitespace,
  strlen,
  truncate,
  upcase,
} from '../transform/text.ts';
export { formatTimestamp, parseTimestamp } from '../transform/timestamps.ts';
export {
  array,
  bool,
  float,
  int,
  int64,
  isArray,
  isBoolean,
  isFloat,
  isInteger,
  isNull,
  isNullish,
  isObject,
  isString,
  isTimestamp,
  object,
  string,
  timestamp,
} from '../transform/types.ts';
export type { Fallible } from '../transform/fallible.ts';
export type {
  Condition,
  Event,
  EventContext,
  EventValue,
  RemapFunction,
} from '../transform/model.ts';
export type { KafkaSource } from './definition/kafka-source.ts';
export type { PipelineDefinition } from './definition/pipeline.ts';
export type { S3Sink } from './definition/s3-sink.ts';
