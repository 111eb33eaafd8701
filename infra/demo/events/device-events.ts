import { brokenMessages, brokenRecords, type BrokenRecord } from './broken-records.ts';
import { type ExactNumbers, exactInMessages, exactNumbers } from './exact-numbers.ts';
import { messageOf } from './message-of.ts';

/** Before the first event and over how long: six hours and a bit that cross midnight, so that there are two days. */
const startMs = Date.parse('2024-12-28T19:20:00.000Z');
const spanMs = 6.5 * 3_600_000;
/** Devices send late by up to this, so that around each full hour two prefixes are written at once. */
const lateMs = 45_000;
/** Of how many events one holds numbers that JavaScript would change; of small runs every second one does. */
const exactEvery = 1000;

const deviceCount = 24;
const sites = ['Berlin', 'Zürich', 'São Paulo', '東京', 'Oslo \\"north\\"', 'Lyon'] as const;
const modes = ['auto', 'eco', 'boost', 'off'] as const;

/** What the generator is asked for; the same always gives the same records. */
export interface DeviceEventsOptions {
  readonly seed: number;
  readonly count: number;
  /** What the values are. Left out: JSON. */
  readonly format?: EventFormat;
}

/** `protobuf`: messages of pipelines/devices.proto. */
export type EventFormat = 'json' | 'protobuf';

/** What a sound event says, kept beside its bytes so that the truth is known without parsing them again. */
interface SoundEvent {
  readonly eventId: number;
  readonly one: number;
  readonly two: number;
  readonly three: number;
  /** Hundredths of a degree. */
  readonly centidegrees: number;
  readonly exact: ExactNumbers | null;
}

/** One Kafka record of the demo. `sound` is null for a broken one. */
export interface DeviceRecord {
  readonly device: number;
  readonly key: string;
  readonly timestampMs: number;
  /** RFC 3339 with milliseconds; the hour in it decides the prefix. */
  readonly timestamp: string;
  readonly value: string | Buffer;
  readonly sound: SoundEvent | null;
  /** The code its dead letter must carry; null for a sound one. */
  readonly rejection: string | null;
}

/** How many records of a run are broken, whatever its size. */
export const brokenCount: number = brokenRecords.length;

/** What is the same in both formats of an event. */
export interface DeviceEvent extends SoundEvent {
  readonly device: string;
  readonly timestampMs: number;
  /** The same as text. */
  readonly timestamp: string;
  readonly humidity: number;
  readonly site: string;
  readonly mode: string;
}

interface Format {
  readonly broken: readonly BrokenRecord[];
  readonly exact: (number: number) => ExactNumbers;
  readonly valueOf: (event: DeviceEvent) => string | Buffer;
}

const formats: Readonly<Record<EventFormat, Format>> = {
  json: { broken: brokenRecords, exact: exactNumbers, valueOf: bodyOf },
  protobuf: { broken: brokenMessages, exact: exactInMessages, valueOf: messageOf },
};

/**
 * Device events like those of the brief, about 200 bytes each: counters, nested parts, text beyond ASCII, decimals with
 * trailing zeros. A few hold integers beyond 2^53 and other numbers whose text must survive, and ten are broken, each in
 * its own way. A pure function of seed, count and number: nothing is stored, and the truth can be told at any time.
 *
 * @returns the record of a number from 0 to count - 1
 */
export function deviceEvents(options: DeviceEventsOptions): (number: number) => DeviceRecord {
  const { seed, count } = options;
  const format = formats[options.format ?? 'json'];
  const broken = brokenPlaces(seed, count, format.broken);
  const step = Math.max(2, Math.min(exactEvery, Math.floor(count / 50)));
  return (number) => {
    const random = mix(seed, number);
    const device = random % deviceCount;
    const key = `device_${String.fromCharCode(97 + device)}`;
    const onTimeMs = startMs + Math.floor((number / count) * spanMs);
    const timestampMs = onTimeMs - (mix(seed + 1, number) % lateMs);
    const timestamp = new Date(timestampMs).toISOString();
    const at = { device, key, timestampMs, timestamp };
    const damage = broken.get(number);
    if (damage !== undefined) {
      return { ...at, value: damage.value, sound: null, rejection: damage.code };
    }
    const more = mix(seed + 2, number);
    const sound: SoundEvent = {
      eventId: number,
      one: random % 97,
      two: (random >>> 8) % 1013,
      three: (random >>> 16) % 101,
      centidegrees: (more % 6000) - 1500,
      exact: number % step === 0 ? format.exact(number / step) : null,
    };
    const event: DeviceEvent = {
      ...sound,
      device: key,
      timestampMs,
      timestamp,
      humidity: (more >>> 4) % 100,
      site: sites[(more >>> 11) % sites.length] as string,
      mode: modes[(more >>> 17) % modes.length] as string,
    };
    return { ...at, value: format.valueOf(event), sound, rejection: null };
  };
}

function bodyOf(event: DeviceEvent): string {
  const { eventId, one, two, three, centidegrees, exact, humidity } = event;
  const numbers =
    exact === null ? '' : `,"exact":{"serial":${exact.serial},"reading":${exact.reading}}`;
  return (
    `{"event_id":${eventId},"device_name":"${event.device}","measured_at":"${event.timestamp}",` +
    `"one":${one},"two":${two},"three":${three},` +
    `"sensor":{"temperature":${decimal(centidegrees)},"humidity":${humidity},"on":${humidity > 9}},` +
    `"tags":["${event.site}","${event.mode}"]${numbers}}`
  );
}

/** Always two digits behind the point, `-0.50` and `21.00` among them: whoever parses and prints loses the zeros. */
function decimal(hundredths: number): string {
  const size = Math.abs(hundredths);
  const rest = size % 100;
  return `${hundredths < 0 ? '-' : ''}${Math.floor(size / 100)}.${rest < 10 ? '0' : ''}${rest}`;
}

/** Spread over the whole run, at places that depend on the seed. */
function brokenPlaces(
  seed: number,
  count: number,
  records: readonly BrokenRecord[],
): ReadonlyMap<number, BrokenRecord> {
  const share = count / records.length;
  return new Map(
    records.map((record, index) => {
      const offset = mix(seed + 3, index) % Math.floor(share);
      return [Math.floor(index * share) + offset, record];
    }),
  );
}

/** A 32-bit hash of seed and number (the finalizer of MurmurHash3): random access instead of a sequence. */
function mix(seed: number, number: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
