import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { exactNumbersJson, watchedAvroCodec } from '../../../support/avro/codec.ts';
import { madeRecords } from '../../../support/avro/schemas.ts';
import { secondCodec } from '../../../support/avro/second-codec.ts';
import { withoutNegativeZero } from '../../../support/protobuf/expected-json.ts';
import { parsed, transcoded } from '../../../support/protobuf/codecs.ts';

it('what another implementation wrote has its values in both ways, nearly all by generated code', () => {
  fc.assert(
    fc.property(
      madeRecords.chain(({ schema, values }) =>
        fc.tuple(fc.constant(schema), fc.array(values, { minLength: 1, maxLength: 8 })),
      ),
      ([schema, values]) => {
        const second = secondCodec(schema);
        const codec = watchedAvroCodec(schema);
        for (const { avro, json } of values) {
          const bytes = second.encode(avro);
          const text = transcoded(codec, bytes);
          assert.notEqual(text, null, codec.describeFailure());
          assert.deepEqual(exactNumbersJson(text ?? ''), json);
          const event = exactNumbersJson(parsed(codec, bytes) ?? '');
          assert.deepEqual(event, withoutNegativeZero(json));
        }
        if (!hasEmptyItems(schema)) assert.deepEqual(codec.handedOver, { write: 0, read: 0 });
      },
    ),
    { numRuns: 150 },
  );
});

type Part = Readonly<Record<string, unknown>> | readonly unknown[] | string;

/** Whether a list in it may hold what takes no bytes, which is left to the exact reader. */
function hasEmptyItems(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if ('items' in part && isEmpty(part.items as Part)) return true;
  return Object.values(part).some(hasEmptyItems);
}

function isEmpty(part: Part): boolean {
  if (typeof part === 'string') return part === 'null';
  if (!('fields' in part)) return false;
  return (part['fields'] as { readonly type: Part }[]).every(({ type }) => isEmpty(type));
}
