import type { HostEvent } from './log-events.ts';
import { errorKeys, type Log } from './logger.ts';

const begunOtherwise = {
  rules: 'by other rules of the pipeline',
  compacted: 'before records of them were compacted away',
} as const;

/** The lines of a consumer: as those of the engine. */
export function logConsumerEvent(log: Log, event: HostEvent, count: number): void {
  switch (event.name) {
    case 'kafka_retry':
      log.warn(`Kafka: ${event.action} failed and is tried again`, {
        event: event.name,
        source: event.source,
        times: count,
        attempt: event.attempt,
        delayMs: event.delayMs,
        ...errorKeys(event.error),
      });
      return;
    case 'disk_pressure':
      log.warn(
        event.fetchPaused
          ? 'The disk buffer is full: nothing is fetched until objects are stored'
          : 'The disk buffer has room again',
        { event: event.name, times: count, heldBytes: event.heldBytes, maxBytes: event.maxBytes },
      );
      return;
    case 'started':
      log.info(`Started pipeline ${event.pipeline}`, { event: event.name, version: event.version });
      return;
    case 'offsets_committed': {
      const { name, ...keys } = event;
      log.debug('Offsets committed', { event: name, ...keys });
      return;
    }
    case 'hour_complete': {
      const { name, ...keys } = event;
      log.info(`All of ${event.topic} up to the end of hour ${event.hour} is stored`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'commit_failed': {
      const { name, reason, ...keys } = event;
      const fate =
        event.outcome === 'fenced' ? 'refused, the partition is no longer ours' : 'unanswered';
      log.warn(`Commit of ${event.topic}/${event.partition} ${fate}`, {
        event: name,
        ...keys,
        reason: reason ?? 'not given',
      });
      return;
    }
    case 'rebalance_started': {
      const { name, ...keys } = event;
      log.info('The group rebalances', { event: name, ...keys });
      return;
    }
    case 'partitions_assigned': {
      const { name, ...keys } = event;
      log.info(`Assigned ${event.partitions.length} partitions`, { event: name, ...keys });
      return;
    }
    case 'partitions_lost': {
      const { name, ...keys } = event;
      log.info(`Gave up ${event.partitions.length} partitions`, { event: name, ...keys });
      return;
    }
    case 'offset_reset': {
      const { name, ...keys } = event;
      log.warn(`Offset of ${event.topic}/${event.partition} was out of range and is reset`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'epoch_maybe_doubled': {
      const { name, ...keys } = event;
      log.warn(
        `Offsets ${event.first} to ${event.next} of ${event.topic}/${event.partition} were begun ` +
          `${begunOtherwise[event.reason]} and are published anew: what was stored of them before is there twice`,
        { event: name, ...keys },
      );
      return;
    }
    case 'journal_restored': {
      const { name, ...keys } = event;
      log.info(`Going on with ${event.topic}/${event.partition} from the disk`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'journal_deleted': {
      const { name, ...keys } = event;
      log.info(`Deleted a file of ${event.topic}/${event.partition}: ${event.detail}`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'file_set_aside': {
      const { name, ...keys } = event;
      log.warn(`${event.path} ends half-way and is now ${event.aside}; a new one is begun`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'consumer_restarted':
      log.warn('The consumer failed and joins its group again', {
        event: event.name,
        source: event.source,
        ...errorKeys(event.error),
      });
      return;
    case 'shutdown_started': {
      const { name, ...keys } = event;
      log.info(`Stopping on ${event.signal}`, { event: name, ...keys });
      return;
    }
    case 'shutdown_finished': {
      const { name, ...keys } = event;
      if (event.clean)
        log.info('Stopped; everything taken is stored and committed', { event: name, ...keys });
      else
        log.warn(`Stopped with ${event.recordsLeft} records not committed; they are read again`, {
          event: name,
          ...keys,
        });
      return;
    }
    case 'invocation_finished':
  }
}
