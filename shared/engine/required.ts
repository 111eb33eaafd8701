import { SluiceError } from '../errors.ts';

/** What has that name in the pipeline. @throws {SluiceError} INTERNAL */
export function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new SluiceError('INTERNAL', `component '${name}' is not there`);
  return value;
}
