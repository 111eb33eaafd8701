import { randomBytes } from 'node:crypto';
import type { CallContext, Variables } from '../../../shared/transform/vrl/runtime/call-context.ts';
import { Timestamp } from '../../../shared/transform/vrl/runtime/timestamp.ts';

/** Clock and chance of a tool: real ones, as there is no epoch that would have to be repeated. */
export function toolContext(write: (text: string) => void, variables: Variables = {}): CallContext {
  return {
    now: new Timestamp(Date.now(), 0),
    random: () => randomBytes(4).readUInt32LE(),
    variables,
    log: (level, message) => {
      write(`${level}: ${message}\n`);
    },
  };
}
