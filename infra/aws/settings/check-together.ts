import type { Faults } from '../../../shared/pipeline/faults.ts';
import type { Settings } from './settings.ts';

/**
 * Pipelines that are put up together must not get in each other's way: a group has one pipeline name, or whoever finds
 * the other's ledger stops. The same name with other rules is a rolling update, and passes.
 */
export function checkTogether(all: readonly Settings[], faults: Faults): void {
  const owners = new Map<string, Settings>();
  for (const settings of all) {
    for (const { groupId } of settings.pipeline.sources.values()) {
      const owner = owners.get(groupId);
      owners.set(groupId, owner ?? settings);
      if (owner === undefined || owner === settings) continue;
      const [one, other] = [owner.pipeline.name, settings.pipeline.name];
      faults.add(
        'pipeline',
        one === other
          ? `${owner.file} and ${settings.file} are both named '${one}': give each a name of its own`
          : `'${one}' and '${other}' have the same group id '${groupId}': each would take the other's offsets for its own; give each a group`,
      );
    }
  }
}
