/** A change of some bytes, wherever they fall. */
type Damage = (bytes: Buffer, at: number, value: number) => Buffer;

/** What happens to bytes, by its name. */
export const damages: Readonly<Record<string, Damage>> = {
  'a flipped bit': (bytes, at, value) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length]! ^= 1 << (value & 7);
    return changed;
  },
  'another byte': (bytes, at, value) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length] = value;
    return changed;
  },
  'the end cut off': (bytes, at) => bytes.subarray(0, at % (bytes.length + 1)),
  'a byte more': (bytes, at, value) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), Buffer.of(value), bytes.subarray(place)]);
  },
  'a length of 4 GB': (bytes, at) => {
    const place = at % (bytes.length + 1);
    const length = Buffer.of(0xff, 0xff, 0xff, 0xff, 0x0f);
    return Buffer.concat([bytes.subarray(0, place), length, bytes.subarray(place + 1)]);
  },
};
