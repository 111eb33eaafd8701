import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeJson } from '../../../shared/transform/encode-json.ts';
import { del } from '../../../shared/transform/fields.ts';
import type { Event, FieldOperation, RemapFunction } from '../../../shared/transform/model.ts';
import { normalizeResult } from '../../../shared/transform/outcome.ts';
import { observeProgram } from '../../../shared/transform/record-operations.ts';

const recordOperations = (program: RemapFunction): readonly FieldOperation[] | null =>
  observeProgram(program).operations;

const context = { topic: 't', partition: 0, offset: 1n, openedAtMs: 0, timestampMs: 2 };

function quoted(name: string): string {
  return JSON.stringify(name);
}

/** What the operations mean, said once more. */
function apply(operations: readonly FieldOperation[], event: Event): Event {
  let result = event;
  for (const operation of operations) {
    if (operation.kind === 'delete') delete result[operation.field];
    else if (operation.kind === 'set') result[operation.field] = operation.value;
    else result = { message: JSON.stringify(result) };
  }
  return result;
}

describe('applied operations', () => {
  const field = fc.constantFrom('a', 'b', 'c', 'toString', 'message', '', 'é', 'a.b');
  const constant = fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  );
  type Step = (event: Event) => void;
  const step: fc.Arbitrary<Step> = fc.oneof(
    field
      .filter((name) => name !== '')
      .map(
        (name): Step =>
          (event) =>
            del(event, quoted(name)),
      ),
    field.map(
      (name): Step =>
        (event) =>
          void delete event[name],
    ),
    fc.tuple(field, constant).map(
      ([name, value]): Step =>
        (event) =>
          void (event[name] = value),
    ),
    fc.tuple(field, field).map(([seen, gone]): Step => (event) => {
      if (event[seen] !== undefined) delete event[gone];
    }),
  );
  const anyEvent = fc.dictionary(field, fc.jsonValue(), { noNullPrototype: true });

  it('give what the program gives, for every program that has them', () => {
    let recorded = 0;
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 6 }),
        fc.boolean(),
        anyEvent,
        (steps, json, event) => {
          const program: RemapFunction = (input) => {
            for (const act of steps) act(input);
            return json ? encodeJson(input) : undefined;
          };
          const operations = recordOperations(program);
          if (operations === null) return;
          recorded += 1;
          const copy = structuredClone(event) as Event;
          const ran = normalizeResult(program(copy, context), copy);
          const applied = apply(operations, structuredClone(event));
          assert.equal(JSON.stringify(applied), JSON.stringify(ran));
        },
      ),
      { numRuns: 1500 },
    );
    assert.ok(recorded > 300, `only ${recorded} programs had operations`);
  });
});
