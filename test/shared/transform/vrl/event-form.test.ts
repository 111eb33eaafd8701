import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantiateProgram } from '../../../../functions/cli/instantiate-program.ts';
import { parseExact } from '../../../../functions/cli/vrl/read-input.ts';
import type { ValueProgram } from '../../../../functions/cli/vrl/value-program.ts';
import { parseObject } from '../../../../shared/decode/json/parse.ts';
import type { Event } from '../../../../shared/transform/model.ts';
import { compileProgram } from '../../../../shared/transform/vrl/compile/compile-program.ts';
import { library } from '../../../../shared/transform/vrl/functions/library.ts';
import { fromEvent } from '../../../../shared/transform/vrl/runtime/event.ts';
import { jsonText } from '../../../../shared/transform/vrl/runtime/json-write.ts';
import type { EventProgram } from '../../../../shared/transform/vrl/runtime/remap.ts';
import { Stop } from '../../../../shared/transform/vrl/runtime/stop.ts';
import { Timestamp } from '../../../../shared/transform/vrl/runtime/timestamp.ts';
import { isObject } from '../../../../shared/transform/vrl/runtime/value.ts';
import type { ConformanceCase } from './conformance/case.ts';
import { readCases } from './conformance/read-cases.ts';

function contextWith(lines: unknown[]): Parameters<EventProgram>[1] {
  return {
    now: new Timestamp(0, 0),
    random: () => 7,
    variables: {},
    log: (...line) => lines.push(line),
    timestampField: null,
  };
}

/** The event after a program of each form; null where it does not compile, or makes no object of the event. */
function bothForms({ program, input }: ConformanceCase): readonly [string, string] | null {
  const values = compileProgram(program, library, 'values');
  const events = compileProgram(program, library, 'events');
  if (!values.ok || !events.ok) return null;
  const logged: unknown[] = [];
  const alsoLogged: unknown[] = [];
  const ran = instantiateProgram<ValueProgram>(values.program)(
    parseExact(input),
    {},
    contextWith(logged),
  );
  const event = parseExact(input) as Event;
  const before = jsonText(fromEvent(event) ?? null);
  if (!(ran instanceof Stop) && !isObject(ran.event)) return null;
  const result = instantiateProgram<EventProgram>(events.program)(event, contextWith(alsoLogged));
  assert.deepEqual(alsoLogged, logged, program);
  // a program that stops leaves its event as it was
  if (ran instanceof Stop) {
    assert.ok(result instanceof Stop, program);
    assert.equal(result.message, ran.message, program);
    return [jsonText(fromEvent(event) ?? null), before];
  }
  assert.ok(!(result instanceof Stop), program);
  const after = typeof result === 'object' ? result : event;
  return [jsonText(fromEvent(after) ?? null), jsonText(parseExact(jsonText(ran.event)))];
}

test('what other programs look at is the JSON that VRL makes of the event', () => {
  let compared = 0;
  for (const { program, input } of readCases('encoded-order')) {
    if (!program.endsWith('. = encode_json(.)')) continue;
    const values = compileProgram(program, library, 'values');
    const events = compileProgram(program, library, 'observed-events');
    assert.ok(values.ok && events.ok);
    const context = contextWith([]);
    const expected = instantiateProgram<ValueProgram>(values.program)(
      parseExact(input),
      {},
      context,
    );
    assert.ok(!(expected instanceof Stop));
    const bytes = Buffer.from(input);
    const got = instantiateProgram<EventProgram>(events.program)(
      parseObject(bytes, 0, bytes.length, true),
      context,
    );
    assert.deepEqual(got, { message: expected.event });
    compared += 1;
  }
  assert.equal(compared, 6);
});

for (const topic of [
  'paths',
  'assignments',
  'flow',
  'calls',
  'closures',
  'functions-debug',
  'generated',
]) {
  test(`programs of the topic ${topic} do to an event what they do to a value`, () => {
    let compared = 0;
    for (const one of readCases(topic)) {
      // there the text of the event is the event
      if (one.program.includes('encode_json(.)')) continue;
      const both = bothForms(one);
      if (both === null) continue;
      compared += 1;
      assert.equal(both[0], both[1], `${one.program} of ${one.input}`);
    }
    assert.ok(compared > 5);
  });
}
