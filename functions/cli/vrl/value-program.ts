import type { CallContext } from '../../../shared/transform/vrl/runtime/call-context.ts';
import type { Stop } from '../../../shared/transform/vrl/runtime/stop.ts';
import type { Value } from '../../../shared/transform/vrl/runtime/value.ts';

/** What a program gave, and what it made of the event and its metadata. */
export interface Ran {
  readonly value: Value;
  readonly event: Value;
  readonly metadata: Value;
}

/** A program as it is generated over values. It changes none of those that it is given. */
export type ValueProgram = (event: Value, metadata: Value, context: CallContext) => Ran | Stop;
