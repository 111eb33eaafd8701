import { withoutPrefix } from '../../decode/without-prefix.ts';
import type { MessagesModel } from '../messages.ts';
import {
  group,
  nullable,
  optional,
  type Group,
  type Option,
  type Values,
} from '../options/option.ts';
import { custom, flag, oneOf, textList } from '../options/value.ts';
import { type DecodingContext, findSchema, mustBeKnown, relativePath } from './decode-schema.ts';

/** The types of the options of the codec `avro`. */
export type AvroShape = {
  readonly schema: Option<string | null>;
  readonly schemaFiles: Option<readonly string[] | null>;
  readonly stripSchemaIdPrefix: Option<boolean>;
  readonly int64: Option<'number' | 'string'>;
};

const schemaText = custom('an Avro schema, as JSON text or as an object', (raw) => {
  if (typeof raw === 'string' && raw.trim() !== '') return { value: raw };
  return typeof raw === 'object' && raw !== null ? { value: JSON.stringify(raw) } : null;
});

/** The options of the codec `avro`. */
export const avroOptions: Group<AvroShape> = group({
  schema: nullable(schemaText),
  schemaFiles: nullable(textList(relativePath, 'files')),
  stripSchemaIdPrefix: optional(flag(), false),
  int64: optional(oneOf(['number', 'string']), 'number'),
});

/** Null where there is no schema, with every fault told. */
export function readAvro(
  { schema, schemaFiles, stripSchemaIdPrefix, int64 }: Values<AvroShape>,
  path: string,
  context: DecodingContext,
): MessagesModel | null {
  const { faults } = context;
  const paths = mustBeKnown(avroOptions, path, faults);
  if (schema === null && schemaFiles === null && faults.settled(...paths.slice(0, 2))) {
    faults.add(`${path}.schema`, 'is missing; give the schema as JSON, or schemaFiles');
  }
  if ((schema === null && schemaFiles === null) || !faults.settled(...paths)) return null;
  const found = findSchema({ schema, schemaFiles: schemaFiles ?? [], int64 }, path, context);
  if (found === null) return null;
  if (!stripSchemaIdPrefix) return { ...found, failure: 'NOT_AVRO' };
  return {
    options: found.options,
    digest: `${found.digest} behind an id`,
    fields: found.fields,
    columns: found.columns,
    failure: 'NOT_AVRO',
    createCodec: () => withoutPrefix(found.createCodec()),
  };
}
