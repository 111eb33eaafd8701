import {
  type EventProgram,
  keepingTimes,
  type RemapEnds,
  remapOf,
} from '../../transform/vrl/runtime/remap.ts';
import { rerouted } from '../../transform/vrl/runtime/rerouted.ts';
import type { RemapModel } from '../../transform/model.ts';
import { type Faults, shown } from '../faults.ts';
import type { FindProgram, ProgramOptions } from '../programs.ts';
import type { TransformContext } from './transforms.ts';

/** Options of a remap that is written in VRL. */
export const vrlOptions: readonly string[] = [
  'source',
  'file',
  'dropOnError',
  'dropOnAbort',
  'rerouteDropped',
  'timezone',
];

type Given = Readonly<Record<string, unknown>>;

/** Reads a remap with `source` or `file`; null where it has a fault. */
export function readVrlRemap(
  raw: Given,
  inputs: readonly string[],
  path: string,
  faults: Faults,
  find: FindProgram | undefined,
  { keepsTimes, isObserved }: Pick<TransformContext, 'keepsTimes' | 'isObserved'>,
): RemapModel | null {
  const before = faults.count;
  const options = programOptions(raw, isObserved ? 'observed' : 'remap', path, faults);
  const rerouteDropped = flag(raw, 'rerouteDropped', false, path, faults);
  const ends: RemapEnds = {
    dropOnError: flag(raw, 'dropOnError', false, path, faults),
    dropOnAbort: flag(raw, 'dropOnAbort', true, path, faults),
    reroute: rerouteDropped
      ? (event, stop) => rerouted(event, stop, path.replace(/^transforms\./, ''))
      : null,
  };
  if (options === null || faults.count > before) return null;
  const place = `${path}.${options.source === null ? 'file' : 'source'}`;
  const found = find === undefined ? { fault: 'there is no compiler here' } : find(options, place);
  if ('fault' in found) {
    faults.add(place, found.fault);
    return null;
  }
  const { digest, ...facts } = found;
  // the compiler made what it was asked for
  const made = found.program as EventProgram;
  const program = remapOf(keepsTimes ? keepingTimes(made) : made, ends);
  const source = JSON.stringify([
    digest,
    ends.dropOnError,
    ends.dropOnAbort,
    ...(rerouteDropped ? ['dropped'] : []),
  ]);
  return { ...facts, type: 'remap', inputs, program, source, rerouteDropped };
}

function programOptions(
  raw: Given,
  use: ProgramOptions['use'],
  path: string,
  faults: Faults,
): ProgramOptions | null {
  const { source, file, program, timezone } = raw;
  const given = [source, file, program].filter((one) => one !== undefined);
  if (given.length > 1) {
    faults.add(path, 'got several of program, source and file; allowed: one of them');
    return null;
  }
  const name = source === undefined ? 'file' : 'source';
  const value = source ?? file;
  if (typeof value !== 'string' || value === '') {
    faults.add(`${path}.${name}`, `got ${shown(path, value)}; allowed: text`);
    return null;
  }
  return name === 'source'
    ? { source: value, file: null, use, timezone }
    : { source: null, file: value, use, timezone };
}

function flag(raw: Given, name: string, byDefault: boolean, path: string, faults: Faults): boolean {
  const value = raw[name];
  if (value === undefined || typeof value === 'boolean') return value ?? byDefault;
  faults.add(`${path}.${name}`, `got ${shown(path, value)}; allowed: true or false`);
  return byDefault;
}
