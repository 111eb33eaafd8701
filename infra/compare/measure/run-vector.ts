import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../../shared/errors.ts';
import { keepProcess, lastLinesOf } from '../../demo/keep-process.ts';
import { checkGroup } from '../../demo/topic.ts';
import type { MeasuredRun } from '../model/measurements.ts';
import type { Compression } from '../model/question.ts';
import { type FilledTopic, type Place, withBucket } from './place.ts';
import { briefProgram, vectorConfig } from './vector-config.ts';

const pollMs = 500;
const limitMs = 180_000;

/**
 * A Vector that is there drains the topic under the brief's pipeline. It does not end by itself: it is told to when its
 * group has committed everything, which it does, with acknowledgements, when everything is stored.
 * @throws {SluiceError} INTERNAL with its last lines
 */
export async function runVector(
  place: Place,
  topic: FilledTopic,
  path: string,
  compression: Compression,
): Promise<MeasuredRun> {
  const name = `${topic.name}-v-${compression}`;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-compare-vector-'));
  const { engines, kafka, context } = place;
  try {
    return await withBucket(place, name, async (bucket) => {
      const decoding = { codec: 'json' };
      const config = { engines, topic: topic.name, name, folder, compression, decoding };
      const file = join(folder, 'vector.json');
      await writeFile(file, JSON.stringify(vectorConfig({ ...config, program: briefProgram })));
      const logFile = join(folder, 'log');
      const startedAt = performance.now();
      const command = {
        file: path,
        args: ['--threads', '2', '--config', file],
        env: { PATH: context.env['PATH'] ?? '', VECTOR_LOG: 'warn' },
        cwd: folder,
        logFile,
      };
      const ended = new AbortController();
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(limitMs)]);
      const kept = keepProcess(command, signal);
      const usage = kept.usage.finally(() => ended.abort());
      usage.catch(() => undefined);
      let wallMs = 0;
      while (!ended.signal.aborted) {
        await sleep(pollMs, undefined, { signal: ended.signal }).catch(() => undefined);
        const { faults } = await checkGroup(kafka, topic.name, name);
        if (faults.length > 0) continue;
        wallMs = performance.now() - startedAt;
        kept.stop();
        break;
      }
      const { cpuMicros, peakRssBytes } = (await usage) ?? {};
      context.signal.throwIfAborted();
      if (wallMs === 0 || typeof cpuMicros !== 'number') {
        const said = await lastLinesOf(logFile);
        throw new SluiceError('INTERNAL', `--vector ${path} has not stored everything:\n${said}`);
      }
      const objects = await bucket.list();
      return {
        host: 'vector',
        what: `${compression}, 2 threads`,
        recordBytes: topic.recordBytes,
        events: topic.events,
        cpuSeconds: cpuMicros / 1e6,
        wallSeconds: wallMs / 1e3,
        peakBytes: peakRssBytes ?? 0,
        objects: objects.length,
        storedBytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
