import type { Event, NamedCondition } from '../../model.ts';
import { type EventCallContext, RecordContext } from './remap.ts';
import type { Stop } from './stop.ts';
import type { Value } from './value.ts';

/** A program that was generated for a condition: it changes nothing of the event, and gives what it comes to. */
export type ConditionProgram = (event: Event, context: EventCallContext) => Value | Stop;

/** A generated condition as the engine asks it. One that fails does not hold, as in Vector. */
export function conditionOf(program: ConditionProgram): NamedCondition {
  return (event, context) => program(event, new RecordContext(context)) === true;
}
