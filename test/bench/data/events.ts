/** Values that take turns; text beyond ASCII among them, as it is among anybody's. */
const sites = ['Berlin', 'Zürich', 'Oslo', 'Lyon', 'São Paulo'] as const;
const modes = ['auto', 'eco', 'boost', 'off'] as const;
const startMs = Date.parse('2026-03-01T10:00:00.000Z');

/** Below this an event is a flat one of a few fields. */
const nestedFromBytes = 150;
const flatFillBytes = 47;

/**
 * An event of a device as JSON, of about so many bytes, without white space, and with numbers that JavaScript writes as
 * they came: the naive program, which keeps no others, must be able to do the work. A pure function of its number.
 *
 * @param groups different values of a field `group`, in turn; 0: there is no such field
 */
export function benchEvent(number: number, bytes: number, groups = 0): string {
  const random = mix(number);
  if (bytes < nestedFromBytes) {
    const head = `{"event_id":${number},"device":"${deviceOf(random)}","value":${tenths(random)}`;
    return bytes <= flatFillBytes + 10 ? `${head}}` : `${head},"note":"${'x'.repeat(bytes - 60)}"}`;
  }
  const measuredAt = new Date(startMs + (number % 3_600_000)).toISOString();
  // every second one leaves the site to the pipeline's default
  const site = random % 2 === 0 ? `"site":"${sites[(random >>> 5) % sites.length]}",` : '';
  const head =
    `{"event_id":${number},${groups === 0 ? '' : `"group":"g${number % groups}",`}"device_name":"${deviceOf(random)}","read_at":"${measuredAt}",` +
    `"level":"${tenths(random >>> 3)}","battery":"${random % 101}",` +
    `${site}"one":${random % 97},"two":${(random >>> 8) % 1013},"three":${(random >>> 16) % 101},` +
    `"sensor":{"temperature":${tenths(random >>> 7)},"humidity":${(random >>> 4) % 100}},` +
    `"tags":["${modes[(random >>> 9) % modes.length]}"]`;
  return `${head}${samplesUpTo(bytes - 30, head.length, random)}}`;
}

/** A list of small objects, as long as it takes. */
function samplesUpTo(bytes: number, from: number, random: number): string {
  const samples: string[] = [];
  let size = from;
  for (let at = 0; size < bytes; at++) {
    const sample = `{"at":${at * 20},"x":${tenths(random >>> (at % 16))},"on":${at % 3 === 0}}`;
    samples.push(sample);
    size += sample.length + 1;
  }
  return samples.length === 0 ? '' : `,"samples":[${samples.join(',')}]`;
}

function deviceOf(random: number): string {
  return `device_${String.fromCharCode(97 + (random % 24))}`;
}

/** A decimal such as 21.5, never 21.0 or -0. */
function tenths(random: number): string {
  const value = (random % 900) - 300;
  return String(value / 10);
}

/** A 32-bit hash of the number (the finalizer of MurmurHash3). */
function mix(number: number): number {
  let hash = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
