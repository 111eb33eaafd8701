import { shown } from '../../pipeline/faults.ts';
import { fieldsOf, plainOf, type Tree } from '../text/tree.ts';
import type { Draft } from './apply-rules.ts';
import type { Translation } from './translation.ts';

/** Where Vector keeps its data unless `data_dir` says otherwise. */
const vectorDataDir = '/var/lib/vector';

const known = ['type', 'max_events', 'max_size', 'when_full'] as const;

/**
 * The buffer of a sink. Kafka is the buffer here, and one budget bounds the memory of all sinks; on disk lies what is open,
 * and nothing of it counts as handled.
 */
export function translateBuffer(
  tree: Tree,
  path: string,
  process: Draft,
  translation: Translation,
): void {
  const fields = fieldsOf(tree);
  if (fields === null) {
    const why = Array.isArray(tree.value) ? 'one buffer behind another is not supported' : null;
    translation.fault(
      tree.place,
      path,
      why ?? `got ${shown(path, plainOf(tree))}; allowed: an object`,
    );
    return;
  }
  for (const [name, field] of fields) {
    if (!known.some((one) => one === name)) {
      translation.unknown(field.place, `${path}.${name}`, name, known);
    }
  }
  const type = fields.get('type')?.value ?? 'memory';
  const typePlace = fields.get('type')?.place ?? tree.place;
  if (type !== 'memory' && type !== 'disk') {
    translation.fault(
      typePlace,
      `${path}.type`,
      `got ${shown(path, type)}; allowed: memory or disk`,
    );
    return;
  }
  const full = fields.get('when_full');
  if (full !== undefined) {
    if (full.value === 'block') {
      translation.note(
        full.place,
        `${path}.when_full`,
        null,
        'fetching stops, and nothing is dropped',
      );
    } else if (full.value === 'drop_newest') {
      translation.tell(
        full.place,
        `${path}.when_full`,
        'is block: nothing is dropped, events wait in Kafka until there is room',
      );
    } else {
      translation.fault(
        full.place,
        `${path}.when_full`,
        `got ${shown(path, plainOf(full))}; allowed: block`,
      );
    }
  }
  const events = fields.get('max_events');
  if (events !== undefined) {
    translation.note(
      events.place,
      `${path}.max_events`,
      null,
      'memory is counted in bytes: sluice.buffer.maxBytes, 64 MiB unless said otherwise, for all sinks together',
    );
  }
  const size = fields.get('max_size');
  if (type === 'memory') {
    translation.note(typePlace, `${path}.type`, 'buffer.type: memory', null);
    if (size !== undefined) {
      translation.fault(
        size.place,
        `${path}.max_size`,
        'is of a disk buffer; for memory write sluice.buffer.maxBytes',
      );
    }
    return;
  }
  const buffer = (process['buffer'] ??= {}) as Draft;
  buffer['type'] = 'disk';
  process['dataDir'] ??= vectorDataDir;
  if (typeof size?.value === 'number') {
    const before = typeof buffer['maxSize'] === 'number' ? buffer['maxSize'] : 0;
    buffer['maxSize'] = before + size.value;
    translation.origin('buffer.maxSize', `${path}.max_size`, size.place);
  } else if (size !== undefined) {
    buffer['maxSize'] = plainOf(size);
  }
  translation.origin('buffer.type', `${path}.type`, typePlace);
  translation.note(
    typePlace,
    `${path}.type`,
    'buffer.type: disk, buffer.maxSize, dataDir',
    'what is on disk is not handled: its offsets are committed when it is in S3, so a lost disk loses nothing',
  );
}
