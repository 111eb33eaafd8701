import type { SourceMap } from 'node:module';

/** The part of a .cpuprofile file that is read. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      /** From 0, as the column. */
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** What took time by itself, without what it called. */
export interface SelfTime {
  readonly name: string;
  /** `shared/record.ts:12` of our own code, `node:zlib` of Node's, empty of V8's own entries. */
  readonly place: string;
  readonly millis: number;
  /** Of all the time in which something ran. */
  readonly share: number;
}

export interface ProfileSummary {
  /** Time in which something ran, over all threads. */
  readonly busyMillis: number;
  /** Functions of JavaScript, the hottest first. */
  readonly functions: readonly SelfTime[];
  /** Garbage collection, and native code that V8 knows no function of. */
  readonly outside: readonly SelfTime[];
  /** By package: ours, Node's, and each library. */
  readonly packages: readonly SelfTime[];
}

const idle = new Set(['(idle)', '(root)']);
const outsideNames = new Set(['(garbage collector)', '(program)']);

/** Adds up the profiles of all threads. @param map of the bundle, for names and places before it was made */
export function summarize(
  profiles: readonly CpuProfile[],
  map: SourceMap | null,
  top: number,
): ProfileSummary {
  const functions = new Map<string, number>();
  const outside = new Map<string, number>();
  const packages = new Map<string, number>();
  let busy = 0;
  for (const profile of profiles) {
    for (const [frame, micros] of selfTimes(profile)) {
      if (idle.has(frame.functionName)) continue;
      busy += micros;
      if (outsideNames.has(frame.functionName)) {
        add(outside, frame.functionName, micros);
        continue;
      }
      const { name, place } = placed(frame, map);
      add(functions, `${name}\n${place}`, micros);
      add(packages, packageOf(place), micros);
    }
  }
  const listed = (times: ReadonlyMap<string, number>, most: number): SelfTime[] =>
    [...times]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([key, micros]) => {
        const [name = '', place = ''] = key.split('\n');
        return { name, place, millis: micros / 1000, share: busy === 0 ? 0 : micros / busy };
      });
  return {
    busyMillis: busy / 1000,
    functions: listed(functions, top),
    outside: listed(outside, outside.size),
    packages: listed(packages, top),
  };
}

type Frame = CpuProfile['nodes'][number]['callFrame'];

function selfTimes({ nodes, samples, timeDeltas }: CpuProfile): Map<Frame, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<Frame, number>();
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    // what a sample tells lasts until the next one
    const micros = timeDeltas[index + 1] ?? 0;
    if (frame !== undefined && micros > 0) add(times, frame, micros);
  });
  return times;
}

function add<K>(times: Map<K, number>, key: K, micros: number): void {
  times.set(key, (times.get(key) ?? 0) + micros);
}

function placed(frame: Frame, map: SourceMap | null): { name: string; place: string } {
  const name = frame.functionName === '' ? '(anonymous)' : frame.functionName;
  if (!frame.url.startsWith('file:')) return { name, place: frame.url };
  const entry = map?.findEntry(frame.lineNumber, frame.columnNumber);
  if (entry === undefined || !('originalSource' in entry)) {
    return {
      name,
      place: `${frame.url.slice(frame.url.lastIndexOf('/') + 1)}:${frame.lineNumber + 1}`,
    };
  }
  const source = entry.originalSource.replace(/^(?:\.\.\/)+/, '');
  // which the types do not know
  const { name: original } = entry as { readonly name?: string };
  return { name: original ?? name, place: `${source}:${entry.originalLine + 1}` };
}

/** `kafkajs`, `@smithy/core`, `node`, `sluice`. */
function packageOf(place: string): string {
  if (place === '' || place.startsWith('node:')) return 'node';
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(place);
  return found?.[1] ?? 'sluice';
}
