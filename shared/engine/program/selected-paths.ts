import { SluiceError } from '../../errors.ts';
import { type FieldPath, parseFieldPath } from '../../field-path.ts';

/** The path of a field that a sink writes or leaves out; it was checked when the pipeline was loaded. */
export function pathOf(text: string): FieldPath {
  const parsed = parseFieldPath(text);
  if (!parsed.ok) throw new SluiceError('INTERNAL', `${text}: ${parsed.fault}`);
  return parsed.path;
}
