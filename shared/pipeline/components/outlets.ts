import type { Faults } from '../faults.ts';
import type { RejectionModel, OutletModel } from '../model.ts';
import { readOptions, type ReadContext, type Unsupported } from '../options/read-options.ts';
import { timestampFormatOf } from './timestamp-format.ts';
import { readFileOutlet } from './file-outlet.ts';
import { blackholeOptions, consoleOptions } from './outlet-options.ts';

const unsupported: Unsupported = {
  onRejection: 'is not its: what it cannot show is counted, and left',
  rate: 'is not taken: nothing slows a pipeline down on purpose; take it out',
};

/** Reads a sink that keeps nothing in a bucket. */
export function readOutlet(
  type: OutletModel['type'],
  raw: unknown,
  inputs: readonly string[],
  path: string,
  context: ReadContext,
): OutletModel {
  if (type === 'file') return readFileOutlet(raw, inputs, path, context);
  const others = { names: ['type', 'inputs'], unsupported };
  if (type === 'blackhole') {
    return { type, inputs, ...readOptions(blackholeOptions, raw, path, context, others) };
  }
  const { target, encoding } = readOptions(consoleOptions, raw, path, context, others);
  const { codec, pretty, onlyFields: only, exceptFields: except } = encoding;
  if (pretty && codec === 'text') {
    context.faults.add(`${path}.encoding.pretty`, "needs encoding.codec: 'json'");
  }
  const selectedFields = only === null && except === null ? null : { only, except: except ?? [] };
  const timestampFormat = timestampFormatOf(encoding.timestampFormat);
  return { type, inputs, target, codec, pretty, selectedFields, timestampFormat };
}

/** Where no sink has a bucket, bad records are counted and left, unless the pipeline says that they stop it. */
export function withoutBucket(
  action: RejectionModel['action'],
  path: string,
  faults: Faults,
  given: unknown,
): RejectionModel {
  if (action === 'dead_letter' && given !== undefined) {
    faults.add(
      `${path}.onRejection`,
      "got 'dead_letter'; allowed: 'drop' or 'stop', as no sink has a bucket to keep them in",
    );
  }
  return { action: action === 'stop' ? 'stop' : 'drop', keyPrefix: '', sink: '' };
}
