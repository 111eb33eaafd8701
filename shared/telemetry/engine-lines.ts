import type { TelemetryEvent } from './events.ts';
import { errorKeys, type Log } from './logger.ts';

/** What happens in any host. */
export type EngineEvent = Extract<
  TelemetryEvent,
  {
    readonly name:
      | 'records_rejected'
      | 'prefixes_overflowed'
      | 'store_retry'
      | 'schema_retry'
      | 'schema_given_up'
      | 'memory_pressure'
      | 'events_shown'
      | 'epoch_cut'
      | 'object_stored'
      | 'fatal';
  }
>;

/** One line for `count` events of this kind: its level, its words, its fields; the fields are those of the last. */
export function logEngineEvent(log: Log, event: EngineEvent, count: number): void {
  switch (event.name) {
    case 'records_rejected': {
      const { component, code, topic, partition, offset, reason } = event;
      log.warn(`${count} records rejected by ${component}: ${code}; ${reason}`, {
        event: event.name,
        component,
        code,
        records: count,
        topic,
        partition,
        offset,
        reason,
      });
      return;
    }
    case 'prefixes_overflowed': {
      const { name: _name, events: _events, ...keys } = event;
      log.warn(
        `${count} events of ${event.sink} have too many prefixes and are stored in the overflow`,
        { event: event.name, events: count, ...keys },
      );
      return;
    }
    case 'store_retry':
      log.warn(`Storing in ${event.sink} failed and is tried again`, {
        event: event.name,
        sink: event.sink,
        times: count,
        attempt: event.attempt,
        delayMs: event.delayMs,
        ...errorKeys(event.error),
      });
      return;
    case 'schema_retry':
      log.warn(
        event.schema === null
          ? `The schema registry of ${event.source} is asked again whether it is there`
          : `The schema registry of ${event.source} is asked again for schema ${event.schema}; partitions that need it wait`,
        {
          event: event.name,
          source: event.source,
          schema: event.schema,
          times: count,
          attempt: event.attempt,
          delayMs: event.delayMs,
          ...errorKeys(event.error),
        },
      );
      return;
    case 'schema_given_up': {
      const { name, ...keys } = event;
      log.warn(
        `The schema registry of ${event.source} has no schema ${event.schema}: its records become dead letters`,
        { event: name, ...keys },
      );
      return;
    }
    case 'events_shown':
      log.info(`${event.sink} has taken ${event.total} events`, {
        event: event.name,
        sink: event.sink,
        events: event.total,
      });
      return;
    case 'memory_pressure':
      log.warn(
        event.fetchPaused
          ? 'The buffer is full: nothing is fetched until objects are stored'
          : 'The buffer is nearly full: objects are closed early',
        { event: event.name, times: count, heldBytes: event.heldBytes, maxBytes: event.maxBytes },
      );
      return;
    case 'epoch_cut': {
      const { name, ...keys } = event;
      log.debug(`Cut ${event.topic}/${event.partition} by ${event.reason}`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'object_stored': {
      const { name, ...keys } = event;
      if (event.deadLetter)
        log.warn(`Dead letters stored: ${event.events}`, { event: name, ...keys });
      else log.debug('Object stored', { event: name, ...keys });
      return;
    }
    case 'fatal':
      log.error(event.error.message, { event: event.name, ...errorKeys(event.error) });
  }
}
