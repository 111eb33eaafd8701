import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '../../shared/errors.ts';
import { isRunning } from '../../shared/process-identity.ts';
import type { ProcessIdentity } from '../../shared/process-identity.ts';

export interface Waited {
  /** For messages: Kafka, the S3 server. */
  readonly name: string;
  readonly process: ProcessIdentity;
  readonly logFile: string;
  readonly isReady: () => Promise<boolean>;
  readonly timeoutMs: number;
}

const portTaken = 'another program took one of its ports';

/** Whether a server failed because a port that was free when it was chosen is not any more: other ports may do. */
export function lostItsPort(error: unknown): boolean {
  return error instanceof SluiceError && error.message.includes(portTaken);
}

/** Known first words of a failure, and what to make of them. */
const explanations: readonly (readonly [
  pattern: RegExp,
  code: 'DISK_FULL' | null,
  words: string,
])[] = [
  [/No space left on device/, 'DISK_FULL', 'the disk is full'],
  [/Address already in use/, null, portTaken],
  [/UnsupportedClassVersionError/, null, 'this Java is too old for it'],
  [/Could not reserve enough space|OutOfMemoryError/, null, 'there is not enough memory'],
  [/Cannot allocate memory/, null, 'there is not enough memory'],
];

/**
 * Waits until a server serves.
 * @throws {SluiceError} DISK_FULL or ENGINES_UNAVAILABLE when it ends before, or is not ready in time: with what its log
 * says, and where the log is
 */
export async function waitReady(waited: Waited): Promise<void> {
  const giveUpAt = performance.now() + waited.timeoutMs;
  while (!(await waited.isReady())) {
    if (!isRunning(waited.process)) throw await failure(waited, 'ended before it was ready');
    if (performance.now() > giveUpAt) {
      throw await failure(waited, `was not ready within ${waited.timeoutMs / 1000} s`);
    }
    await sleep(50);
  }
}

async function failure(waited: Waited, what: string): Promise<SluiceError> {
  const log = await readFile(waited.logFile, 'utf8').catch(() => '');
  const known = explanations.find(([pattern]) => pattern.test(log));
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  const telling = lines.filter((line) => /ERROR|FATAL|Exception|Caused by/.test(line));
  const shown = (telling.length > 0 ? telling : lines).slice(-5);
  return new SluiceError(
    known?.[1] ?? 'ENGINES_UNAVAILABLE',
    [
      `${waited.name} ${what}${known === undefined ? '' : `: ${known[2]}`}`,
      ...shown.map((line) => `  ${line.slice(0, 300)}`),
      `  all of it: ${waited.logFile}`,
    ].join('\n'),
  );
}
