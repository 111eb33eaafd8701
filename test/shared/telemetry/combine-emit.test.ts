import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TelemetryEvent } from '../../../shared/telemetry/events.ts';
import { combineEmit } from '../../../shared/telemetry/combine-emit.ts';

const event: TelemetryEvent = { name: 'started', pipeline: 'devices', version: '1' };

function throwing(): never {
  throw new Error('full');
}

describe('several receivers', () => {
  it('hear each event, in order', () => {
    const heard: string[] = [];
    const emit = combineEmit([() => heard.push('a'), () => heard.push('b')], throwing);
    emit(event);
    emit(event);
    assert.deepEqual(heard, ['a', 'b', 'a', 'b']);
  });

  it('do not suffer from one that throws, which is told of once', () => {
    const faults: unknown[] = [];
    let heard = 0;
    const emit = combineEmit([throwing, () => heard++], (fault) => faults.push(fault));
    emit(event);
    emit(event);
    assert.equal(heard, 2);
    assert.deepEqual(faults, [new Error('full')]);
  });

  it('do not suffer when telling of a fault fails too', () => {
    combineEmit([throwing], throwing)(event);
  });
});
