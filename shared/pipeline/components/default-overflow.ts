import { literalFolder } from '../../sink/key/literal-folder.ts';

/**
 * Where a sink's overflow lies unless the pipeline says otherwise: within the sink's own literal folder, so that rights
 * and rules for that hold for it too, but not where a table that is read by partitions looks.
 */
export function defaultOverflow(keyPrefix: string, sink: string): string {
  return `${literalFolder(keyPrefix)}_overflow/${sink}/`;
}
