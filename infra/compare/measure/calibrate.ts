import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { deviceWorkload } from './workload.ts';

const rounds = 3;
const roundMs = 400;

/**
 * How fast one core is at what the programs do: copying, parsing and writing JSON, hashing, zstd. The same number from
 * another machine (`npm run compare -- --calibrate` on it) says how many of its CPU seconds one of ours is.
 * @returns rounds a CPU second, the best of three
 */
export function calibrate(): number {
  const { recordOf } = deviceWorkload(null);
  const lines = Array.from({ length: 500 }, (_, number) => recordOf(number).value.toString());
  const block = Buffer.from(lines.join('\n'));
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    // by CPU time: others on the machine do not count
    const usedMs = (): number => {
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e3;
    };
    let done = 0;
    while (usedMs() < roundMs) {
      work(lines, block);
      done++;
    }
    best = Math.max(best, (done / usedMs()) * 1000);
  }
  return best;
}

function work(lines: readonly string[], block: Buffer): void {
  const texts = lines.map((line) => JSON.stringify(JSON.parse(line)));
  createHash('sha256').update(texts.join('\n')).digest();
  zstdDecompressSync(zstdCompressSync(block));
}
