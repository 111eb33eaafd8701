import type { DeviceRecord, EventFormat } from './device-events.ts';

/** A broken record as it must come back from the dead letters. */
export interface BrokenTruth {
  /** Its number among all records; no stored event may have it. */
  readonly id: number;
  readonly key: string;
  readonly timestamp: string;
  readonly valueBase64: string;
  readonly code: string;
}

/** Sums over the events of one device in one hour. */
export interface HourTruth {
  readonly device: string;
  /** As in the prefix: `2024-12-28-18`. */
  readonly hour: string;
  events: number;
  one: number;
  two: number;
  three: number;
  centidegrees: number;
}

/** What was produced, told by the generator alone: everything that the lake is held against. */
export interface Truth {
  readonly format: EventFormat;
  /** Records, the broken ones included; a sound record's event_id is its number, from 0. */
  readonly records: number;
  /** Bytes of keys and values. */
  readonly bytes: number;
  readonly broken: readonly BrokenTruth[];
  readonly exact: readonly {
    readonly eventId: number;
    readonly serial: string;
    readonly reading: string;
  }[];
  readonly hours: readonly HourTruth[];
}

/** Takes every record of a run, in order, and ends with its truth. */
export class TruthBook {
  readonly #format: EventFormat;
  #records = 0;
  #bytes = 0;
  readonly #broken: BrokenTruth[] = [];
  readonly #exact: Truth['exact'][number][] = [];
  readonly #hours = new Map<string, HourTruth>();

  constructor(format: EventFormat = 'json') {
    this.#format = format;
  }

  add(record: DeviceRecord): void {
    const { key, timestamp, value, sound } = record;
    const number = this.#records++;
    this.#bytes +=
      key.length + (typeof value === 'string' ? Buffer.byteLength(value) : value.length);
    if (sound === null) {
      const valueBase64 = Buffer.from(value).toString('base64');
      this.#broken.push({ id: number, key, timestamp, valueBase64, code: record.rejection ?? '' });
      return;
    }
    if (sound.exact !== null) this.#exact.push({ eventId: sound.eventId, ...sound.exact });
    const hour = this.#hour(key, hourOf(timestamp));
    hour.events++;
    hour.one += sound.one;
    hour.two += sound.two;
    hour.three += sound.three;
    hour.centidegrees += sound.centidegrees;
  }

  finish(): Truth {
    return {
      format: this.#format,
      records: this.#records,
      bytes: this.#bytes,
      broken: this.#broken,
      exact: this.#exact,
      hours: [...this.#hours.values()],
    };
  }

  #hour(device: string, hour: string): HourTruth {
    const name = `${device} ${hour}`;
    let found = this.#hours.get(name);
    if (found === undefined) {
      found = { device, hour, events: 0, one: 0, two: 0, three: 0, centidegrees: 0 };
      this.#hours.set(name, found);
    }
    return found;
  }
}

/** `2024-12-28T18:01:02.239Z` lies in hour `2024-12-28-18`. */
export function hourOf(timestamp: string): string {
  return `${timestamp.slice(0, 10)}-${timestamp.slice(11, 13)}`;
}
