import { literalFolder } from '../sink/key/literal-folder.ts';
import { defaultOverflow } from './components/default-overflow.ts';
import type { Faults } from './faults.ts';
import type { PipelineModel, S3SinkModel, S3StoreModel } from './model.ts';

/** What an object holds from its first event on: see `OpenObject`. */
const bytesOfOne = 8 * 1024;

/** The limit on prefixes against memory, and the place of what goes beyond it against all other places. */
export function checkPrefixes(
  sink: S3SinkModel,
  name: string,
  model: PipelineModel,
  faults: Faults,
): void {
  const path = `sinks.${name}`;
  const { maxBytes } = model.buffer;
  const limit = `${path}.batch.maxPrefixes`;
  const most = Math.floor(maxBytes / 8 / bytesOfOne);
  if (faults.settled(limit, 'buffer.maxBytes') && sink.batch.maxPrefixes > most) {
    faults.add(
      limit,
      `got the number ${sink.batch.maxPrefixes}; allowed: at most ${most} with buffer.maxBytes ${maxBytes}, because each open object holds at least ${bytesOfOne} bytes and an epoch may take an eighth of it`,
    );
  }
  const option = `${path}.overflowPrefix`;
  if (!faults.settled(option, `${path}.keyPrefix`)) return;
  const overflow = literalFolder(sink.overflowPrefix);
  const isDefault = sink.overflowPrefix === defaultOverflow(sink.keyPrefix, name);
  for (const place of otherPlaces(name, sink, model)) {
    const inside = overflow.startsWith(place.folder);
    // the default lies beside the data of its own sink, and of whoever shares that folder
    const collides =
      place.kind === 'data' ? inside && !isDefault : inside || place.folder.startsWith(overflow);
    if (place.folder === '' || !collides || !faults.settled(place.option)) continue;
    faults.add(
      option,
      `got the text '${sink.overflowPrefix}', which meets the folder '${place.folder}' of ${place.option}; allowed: a folder where nothing else is stored`,
    );
  }
}

interface Place {
  readonly kind: 'data' | 'overflow' | 'dead letters';
  readonly option: string;
  readonly folder: string;
}

/** Where everything else goes that is stored in the same bucket. */
function otherPlaces(name: string, sink: S3SinkModel, model: PipelineModel): readonly Place[] {
  const places: Place[] = [];
  for (const [other, { store, keyPrefix, overflowPrefix }] of model.sinks) {
    if (other === name || !isSameBucket(store, sink.store)) continue;
    const path = `sinks.${other}`;
    places.push(
      { kind: 'data', option: `${path}.keyPrefix`, folder: literalFolder(keyPrefix) },
      {
        kind: 'overflow',
        option: `${path}.overflowPrefix`,
        folder: literalFolder(overflowPrefix),
      },
    );
  }
  const components = [
    ...[...model.sources].map(([key, { onRejection }]) => [`sources.${key}`, onRejection] as const),
    ...[...model.sinks].map(([key, { onRejection }]) => [`sinks.${key}`, onRejection] as const),
  ];
  for (const [at, { action, sink: to, keyPrefix }] of components) {
    const store = model.sinks.get(to)?.store;
    if (action !== 'dead_letter' || store === undefined || !isSameBucket(store, sink.store)) {
      continue;
    }
    const option = `${at}.onRejection.keyPrefix`;
    places.push({ kind: 'dead letters', option, folder: literalFolder(keyPrefix) });
  }
  return places;
}

function isSameBucket(one: S3StoreModel, other: S3StoreModel): boolean {
  return one.bucket === other.bucket && one.endpoint === other.endpoint;
}
