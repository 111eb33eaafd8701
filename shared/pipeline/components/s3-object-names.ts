import { timeZone } from '../../time/zone.ts';
import { shown } from '../faults.ts';
import type { PipelineModel, S3SinkModel } from '../model.ts';
import type { Values } from '../options/option.ts';
import type { ReadContext } from '../options/read-options.ts';
import { filenameTimeFault } from './filename-time.ts';
import type { S3SinkShape } from './s3-sink-shape.ts';

type Names = Pick<S3SinkModel, 'filenameTimeFormat' | 'filenameAppendUuid'>;

const byOffset =
  "is for delivery 'dense' only: with 'exact' an object is named after topic, partition and first offset, so that whoever stores it again finds it instead of doubling it";

/**
 * How a sink names its objects in dense mode. Without the random part nothing told two objects of one prefix and time
 * apart: other members of the group and an object that has grown too large make them in the same millisecond. One would
 * silently replace the other, so its absence is refused.
 */
export function objectNames(
  values: Values<S3SinkShape>,
  path: string,
  { faults, delivery }: ReadContext & Pick<PipelineModel, 'delivery'>,
): Names {
  const names: Names = {
    filenameTimeFormat: values.filenameTimeFormat ?? '%s',
    filenameAppendUuid: values.filenameAppendUuid ?? true,
  };
  const [format, uuid] = [`${path}.filenameTimeFormat`, `${path}.filenameAppendUuid`];
  if (!faults.settled('delivery')) return names;
  if (delivery === 'exact') {
    if (values.filenameTimeFormat !== null) faults.add(format, byOffset);
    if (values.filenameAppendUuid !== null) faults.add(uuid, byOffset);
    return names;
  }
  if (values.filenameAppendUuid === false) {
    faults.add(
      uuid,
      'got the boolean false; allowed: true, because objects of one prefix and time, of this member of the group or of another, would replace one another',
    );
  }
  const zone = timeZone(values.timezone);
  if (zone === null || !faults.settled(format, `${path}.timezone`)) return names;
  const why = filenameTimeFault(names.filenameTimeFormat, zone);
  if (why !== null) {
    faults.add(
      format,
      `got ${shown(format, names.filenameTimeFormat)} (${why}); allowed in the time zone '${values.timezone}': strftime for the last segment of a key`,
    );
  }
  return names;
}
