import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { SluiceError } from '../../errors.ts';
import type { RawSchema } from './registered-schema.ts';

const options: Options = {
  // schemas in registries are seldom written for this library's own idea of strict
  strict: false,
  // a note for people in the newer drafts, and in no draft the same everywhere
  validateFormats: false,
  validateSchema: false,
  logger: false,
};

/**
 * Makes a function that says where a value is not as a JSON Schema says; null: it is. The place is one in the schema, so
 * nothing of the value is told.
 * @throws {SluiceError} CONFIG_INVALID where the schema is none that can be checked against
 */
export function jsonSchemaCheck({
  text,
  references,
}: RawSchema): (value: unknown) => string | null {
  const schema = parsed(text);
  const draft = typeof schema === 'object' && schema !== null ? draftOf(schema) : '';
  const ajv = checkerOf(draft);
  try {
    for (const { name, text: referred } of references) ajv.addSchema(parsed(referred), name);
    const check = ajv.compile(schema as object);
    return (value) => {
      if (check(value)) return null;
      const [error] = check.errors ?? [];
      return `the value is not as the schema says at ${error?.schemaPath ?? '#'}`;
    };
  } catch (cause) {
    const { message } = cause as Error;
    throw new SluiceError('CONFIG_INVALID', `the JSON Schema is of no use: ${message}`, { cause });
  }
}

function parsed(text: string): object | boolean {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new SluiceError('CONFIG_INVALID', 'the JSON Schema is no JSON', { cause });
  }
}

function draftOf(schema: object): string {
  const draft = '$schema' in schema ? schema.$schema : '';
  return typeof draft === 'string' ? draft : '';
}

function checkerOf(draft: string): Ajv {
  if (draft.includes('2020-12')) return new Ajv2020(options);
  if (draft.includes('2019-09')) return new Ajv2019(options);
  if (draft === '' || /draft-0[67]/.test(draft)) return new Ajv(options);
  throw new SluiceError(
    'CONFIG_INVALID',
    'the JSON Schema is of a draft that is not checked; known are draft-06, draft-07, 2019-09 and 2020-12',
  );
}
