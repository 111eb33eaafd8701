import type { HostEvent } from './log-events.ts';
import type { Log } from './logger.ts';

/** The line of a function: of what else may happen in a host, this alone does there. */
export function logHandlerEvent(log: Log, event: HostEvent): void {
  if (event.name !== 'invocation_finished') return;
  const { name, ...keys } = event;
  const stored = event.partitions - event.failed;
  log.info(`${stored} of ${event.partitions} partitions are stored`, { event: name, ...keys });
}
