import type { Engine } from '../../shared/engine/engine.ts';
import { SluiceError } from '../../shared/errors.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import type { SourceHost } from './source-host.ts';

/** For the request that leaves the group, beyond the limit. */
const leaveMs = 5_000;

/**
 * The way out, in order: what is open is published, its offsets are committed, the group is left. All of it within a
 * limit; what is not done by then is dropped and read again by whoever comes next.
 *
 *     fetching stopped ──▶ cut ──▶ stored ──▶ committed ──▶ left
 *                            └────── limit ──────┴──▶ left, uploads aborted, with SHUTDOWN_INCOMPLETE
 *
 * @returns the error to end with, or null after a clean stop
 */
export async function drain(
  engine: Engine,
  hosts: readonly SourceHost[],
  timeoutSecs: number,
  emit: Emit,
  reason: 'shutdown' | 'end',
): Promise<SluiceError | null> {
  const startedAt = performance.now();
  const limitMs = timeoutSecs * 1000;
  const limit = AbortSignal.timeout(limitMs);
  engine.cutAll(reason);
  await withinLimit(engine.settled(), limit);
  const recordsLeft = engine.pendingRecords();
  const stops = Promise.all(hosts.map((host) => host.stop(limit)));
  // commits have what is left of the limit; leaving is one request more, and a group that is not told waits for the
  // whole session to expire
  const leaveBy = AbortSignal.timeout(limitMs - elapsedMs(startedAt, limitMs) + leaveMs);
  const uncommitted = await withinLimit(stops, leaveBy);
  // nobody goes on with it: its parts would lie in the bucket and cost
  await withinLimit(engine.dropped(), leaveBy);
  const error = incomplete(recordsLeft, uncommitted, timeoutSecs);
  const durationMs = performance.now() - startedAt;
  emit({ name: 'shutdown_finished', durationMs, recordsLeft, clean: error === null });
  return error;
}

function incomplete(
  recordsLeft: number,
  uncommitted: readonly number[] | null,
  timeoutSecs: number,
): SluiceError | null {
  const partitions = (uncommitted ?? []).reduce((sum, count) => sum + count, 0);
  let what: string;
  if (recordsLeft > 0) what = `${recordsLeft} records were not stored`;
  else if (partitions > 0) what = `what is stored of ${partitions} partitions was not committed`;
  else if (uncommitted === null) what = 'the group was not left';
  else return null;
  return new SluiceError(
    'SHUTDOWN_INCOMPLETE',
    `${what} within shutdown.timeoutSecs (${timeoutSecs} s)`,
  );
}

/** Whole milliseconds since then, at most so many. */
function elapsedMs(since: number, most: number): number {
  return Math.min(most, Math.round(performance.now() - since));
}

/** What the work comes to; null where it fails, or the limit comes first. */
async function withinLimit<T>(work: Promise<T>, limit: AbortSignal): Promise<T | null> {
  const expired = Promise.withResolvers<null>();
  const onLimit = (): void => expired.resolve(null);
  limit.addEventListener('abort', onLimit, { once: true });
  if (limit.aborted) onLimit();
  return Promise.race([work.catch(() => null), expired.promise]);
}
