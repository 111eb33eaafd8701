import type { Engine } from '../../shared/engine/engine.ts';
import { SluiceError } from '../../shared/errors.ts';
import type { Emit } from '../../shared/telemetry/events.ts';
import type { SourceHost } from './source-host.ts';

/**
 * The way out, in order: what is open is published, its offsets are committed, the group is left. All of it within a
 * limit; what is not done by then is dropped and read again by whoever comes next.
 *
 *     fetching stopped ──▶ cut ──▶ stored ──▶ committed ──▶ left
 *                            └────── limit ──────┴──▶ left, with SHUTDOWN_INCOMPLETE
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
  const limit = AbortSignal.timeout(timeoutSecs * 1000);
  engine.cutAll(reason);
  const stored = await withinLimit(engine.settled(), limit);
  const recordsLeft = engine.pendingRecords();
  const left = await withinLimit(
    Promise.all(hosts.map((host) => host.stop(limit))),
    // leaving is one request; a group that is not told waits for the whole session to expire
    AbortSignal.timeout(5_000),
  );
  const clean = stored && left && recordsLeft === 0;
  const durationMs = performance.now() - startedAt;
  emit({ name: 'shutdown_finished', durationMs, recordsLeft, clean });
  if (clean) return null;
  const what =
    recordsLeft > 0 ? `${recordsLeft} records were not stored` : 'the group was not left';
  return new SluiceError(
    'SHUTDOWN_INCOMPLETE',
    `${what} within shutdown.timeoutSecs (${timeoutSecs} s)`,
  );
}

async function withinLimit(work: Promise<unknown>, limit: AbortSignal): Promise<boolean> {
  if (limit.aborted) return false;
  const expired = new Promise<false>((resolve) => {
    limit.addEventListener('abort', () => resolve(false), { once: true });
  });
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, expired]);
}
