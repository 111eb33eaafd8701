import { parseLedger } from '../../../shared/engine/exact/ledger.ts';
import { ProtocolHistory, type Sight } from '../../model/history.ts';
import type { MemoryStore } from '../memory-store.ts';
import type { OnTaken } from './group.ts';

export interface Watched {
  readonly onTaken: OnTaken;
  /** Rules that were broken, with the partition. */
  readonly broken: () => readonly string[];
}

/** Holds what the real consumers commit and store against the rules that the model keeps. */
export function watchHistories(store: MemoryStore): Watched {
  const histories = new Map<number, ProtocolHistory>();
  const historyOf = (partition: number): ProtocolHistory => {
    const history = histories.get(partition) ?? new ProtocolHistory();
    histories.set(partition, history);
    return history;
  };
  let seen = 0;
  return {
    onTaken: (partition, offset, metadata) => {
      // objects are never removed, so the new ones are the last
      for (const [key, { text }] of [...store.objects].slice(seen)) {
        seen++;
        const { at, ...sight } = sightOf(key, text);
        historyOf(at).saw(sight);
      }
      const ledger = parseLedger(metadata, 'simulated', `devices/${partition}`);
      historyOf(partition).took({
        offset: Number(offset),
        ledger: ledger && { ...ledger, next: Number(ledger.next) },
      });
    },
    broken: () =>
      [...histories].flatMap(([partition, { broken }]) =>
        broken.map((rule) => `devices/${partition}: ${rule}`),
      ),
  };
}

const recordName = /^_sluice\/.+\/devices\/(\d+)\/(\d{20})(?:\+([a-z0-9]+))?\.json$/;
const objectName = /devices\+(\d+)\+(\d{20})(?:\+\d{4})?(?:\+([a-z0-9]+))?\.[a-z.]+$/;

/** @throws {Error} where something is stored that the protocol knows nothing of */
function sightOf(key: string, text: string): Sight & { readonly at: number } {
  const record = recordName.exec(key);
  const named = record ?? objectName.exec(key);
  if (named === null) throw new Error(`'${key}' is neither a record nor an object`);
  const [, partition, first, variant = null] = named;
  const names =
    record === null
      ? null
      : (JSON.parse(text) as { objects: { key: string }[] }).objects.map((one) => one.key);
  return { at: Number(partition), key, first: Number(first), variant, names };
}
