import { join } from 'node:path';
import protobuf from 'protobufjs';
import type { DeviceEvent } from './device-events.ts';

const schema = join(import.meta.dirname, '../../../pipelines/devices.proto');
let type: protobuf.Type | null = null;

/** An event as a message of pipelines/devices.proto. */
export function messageOf(event: DeviceEvent): Buffer {
  type ??= new protobuf.Root()
    .loadSync(schema, { keepCase: true })
    .lookupType('lake.v1.DeviceEvent');
  const { eventId, device, timestampMs, one, two, three, centidegrees, exact } = event;
  const { humidity, site, mode } = event;
  const seconds = Math.floor(timestampMs / 1000);
  const message = {
    event_id: eventId,
    device_name: device,
    measured_at: { seconds, nanos: (timestampMs - seconds * 1000) * 1_000_000 },
    one,
    two,
    three,
    sensor: { temperature: centidegrees / 100, humidity, on: humidity > 9 },
    mode: Math.max(0, modes.indexOf(mode)),
    tags: [site],
    labels: { mode },
    ...(exact === null
      ? {}
      : { exact: { serial: longOf(BigInt(exact.serial)), reading: Number(exact.reading) } }),
  };
  return Buffer.from(type.encode(message).finish());
}

/** As the enum has them. */
const modes = ['unspecified', 'auto', 'eco', 'boost'];

/** The form in which protobufjs takes an integer that a number cannot hold. */
function longOf(value: bigint): { low: number; high: number; unsigned: false } {
  return {
    low: Number(BigInt.asIntN(32, value)),
    high: Number(BigInt.asIntN(32, value >> 32n)),
    unsigned: false,
  };
}
