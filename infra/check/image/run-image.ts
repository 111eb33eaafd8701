import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { consumerEnvironment } from '../../demo/consumer-environment.ts';
import { readMetrics } from '../../demo/consumer-metrics.ts';
import { checkLake } from '../../demo/check/check-lake.ts';
import { ownPrefix } from '../../demo/check/lake-tables.ts';
import type { Place } from '../../demo/place.ts';
import { produceEvents } from '../../demo/produce-events.ts';
import { checkGroup } from '../../demo/topic.ts';
import { pickPorts } from '../../local/free-ports.ts';
import { type Container, startContainer } from './container.ts';
import type { ImageRun } from './unpack-layout.ts';

const partitions = 3;

export interface ImageRunOptions {
  readonly events: number;
  /** Whether it is stopped by SIGTERM halfway. A process that is emulated is too slow for what is timed in that. */
  readonly stopsHalfway: boolean;
  readonly signal: AbortSignal;
}

/**
 * The image's process on a real topic, twice: stopped by SIGTERM while it has open objects on its volume, where it is
 * asked for, then started until the end. Then every event is counted in the bucket.
 * @returns what is wrong
 */
export async function runImage(
  image: ImageRun,
  place: Place,
  { events, stopsHalfway, signal }: ImageRunOptions,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const { kafka, bucket, name, folder } = place;
  const truth = await produceEvents(kafka, {
    seed: 7,
    count: events,
    partitions,
    format: 'json',
    topic: name,
    signal,
    onProgress: () => undefined,
  });
  const data = join(folder, 'data');
  await mkdir(data, { recursive: true });
  const [uid = '', gid = ''] = image.user.split(':');
  if (process.getuid?.() === 0) await chown(data, Number(uid), Number(gid));
  const { api } = await pickPorts(['api'], {});
  const env = {
    ...consumerEnvironment({ engines: place.engines, name, compression: 'zstd', path: undefined }),
    API_ADDRESS: `127.0.0.1:${api}`,
    BUFFER_TYPE: 'disk',
    BUFFER_MAX_SIZE: '268435456',
    DATA_DIR: '/var/lib/sluice',
    BATCH_TIMEOUT_SECS: '300',
  };
  const run = (args: readonly string[]): Container =>
    startContainer(image, { args, env, writable: { '/var/lib/sluice': data } });
  const consumer = [...image.entrypoint, ...image.command];
  if (stopsHalfway) faults.push(...(await stopHalfway({ image, api, run, consumer, bucket })));
  const second = run([...consumer, '--until-end']);
  const end = await second.exit;
  if (end !== 0) faults.push(`--until-end: ${end}:\n${second.lines.slice(-10).join('\n')}`);
  faults.push(...(await checkGroup(kafka, name, name)).faults);
  const objects = (await bucket.list()).filter(({ key }) => !key.startsWith(ownPrefix));
  await bucket.download(objects, join(folder, 'lake'), signal);
  faults.push(...(await checkLake(join(folder, 'lake'), truth)).faults);
  return faults;
}

interface Halfway {
  readonly image: ImageRun;
  readonly api: number;
  readonly run: (args: readonly string[]) => Container;
  readonly consumer: readonly string[];
  readonly bucket: Place['bucket'];
}

/** Starts it, and stops it by SIGTERM while it has open objects on its volume. */
async function stopHalfway(halfway: Halfway): Promise<readonly string[]> {
  const { image, api, run, consumer, bucket } = halfway;
  const faults: string[] = [];
  // as often as the image asks for it, until it is called unhealthy
  const isHealthy = async (): Promise<boolean> => {
    for (let attempt = 1; attempt <= 3; attempt++) {
      const ask = run([...image.health, `http://127.0.0.1:${api}/healthz`]);
      if ((await ask.exit) === 0) return true;
    }
    return false;
  };

  if (await isHealthy()) faults.push('the health check is well before anything runs');
  const first = run(consumer);
  const taken = await untilReceived(api, first);
  if (!taken) faults.push(`nothing was received:\n${first.lines.slice(-10).join('\n')}`);
  if (!(await isHealthy())) faults.push('the health check fails while the consumer runs');
  if (first.running()) await first.signal('SIGTERM');
  const code = await first.exit;
  if (code !== 0)
    faults.push(`SIGTERM: it ended with ${code}:\n${first.lines.slice(-10).join('\n')}`);
  const drained = first.lines.some(
    (line) => /shutdown_finished/.test(line) && /"clean":true/.test(line),
  );
  if (!drained) faults.push('SIGTERM: it does not tell of a clean end');
  if ((await bucket.list()).length === 0) faults.push('SIGTERM: nothing was stored');
  return faults;
}

async function untilReceived(port: number, container: Container): Promise<boolean> {
  const giveUpAt = performance.now() + 120_000;
  while (container.running() && performance.now() < giveUpAt) {
    if (((await readMetrics(port))?.received ?? 0) > 0) return true;
    await sleep(100);
  }
  return false;
}

/** What the process may and may not do in there; by a script that it runs with the image's own Node. */
export async function checkConfinement(
  image: ImageRun,
  folder: string,
): Promise<readonly string[]> {
  const script = `
    const { writeFileSync } = require('node:fs');
    const tried = (path) => { try { writeFileSync(path, 'x'); return 'written'; } catch (error) { return error.code; } };
    const { execFileSync } = require('node:child_process');
    const shell = (() => { try { execFileSync('/bin/sh', ['-c', 'true']); return 'there'; } catch (error) { return error.code; } })();
    console.log(JSON.stringify({
      user: process.getuid() + ':' + process.getgid(), pid: process.pid, shell,
      root: tried('/x'), app: tried('/app/x'), volume: tried('/var/lib/sluice/x'), tmp: tried('/tmp/x'),
      zone: new Date(0).toLocaleString('en', { timeZone: 'Asia/Tokyo', hour: 'numeric' }),
      roots: require('node:tls').rootCertificates.length > 100,
    }));`;
  const container = startContainer(image, { args: [...image.entrypoint, '-e', script] });
  await container.exit;
  const expected = {
    user: image.user,
    pid: 1,
    shell: 'ENOENT',
    root: 'EROFS',
    app: 'EROFS',
    volume: 'EROFS',
    tmp: 'written',
    zone: '9 AM',
    roots: true,
  };
  const got = container.lines.join('\n').replaceAll('\u202f', ' ');
  await writeFile(join(folder, 'confinement.txt'), got);
  return got === JSON.stringify(expected)
    ? []
    : [`the process finds ${got}, and not ${JSON.stringify(expected)}`];
}
