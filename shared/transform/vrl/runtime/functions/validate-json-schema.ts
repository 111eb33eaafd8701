import { Failure } from '../failure.ts';
import { readJson } from '../json/read.ts';
import type { SchemaValidator } from '../json-schema/validator.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value } from '../value.ts';

const byteOrderMark = '\uFEFF';

/** True, or a failure that tells each fault and where it is. */
export function validateJsonSchema(
  validator: SchemaValidator,
  value: Bytes,
  _file: Bytes,
  ignoreUnknownFormats: boolean,
): boolean | Failure {
  if (value.length === 0) return new Failure('Empty JSON value');
  const text = textOf(value);
  const json = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  const read: Value | Failure = json === '' ? null : readJson(json);
  if (read instanceof Failure) return new Failure(`Invalid JSON: ${read.message}`);
  const [unknown] = validator.unknownFormats;
  if (unknown !== undefined && !ignoreUnknownFormats) {
    return new Failure(
      `Failed to compile schema: Unknown format: '${unknown}'. Adjust configuration to ignore unrecognized formats`,
    );
  }
  const faults = validator.faultsOf(read);
  return faults.length === 0 || new Failure(`JSON schema validation failed: ${faults.join(', ')}`);
}
