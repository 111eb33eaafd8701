import type { TelemetryEvent } from './events.ts';

/** What can be counted, without the prefix `sluice_`. */
export type CounterName =
  | 'records_received_total'
  | 'bytes_received_total'
  | 'records_stored_total'
  | 'bytes_stored_total'
  | 'objects_stored_total'
  | 'records_dead_lettered_total'
  | 'records_dropped_total'
  | 'records_rejected_total'
  | 'records_overflowed_total'
  | 'events_sent_total'
  | 'events_added_total'
  | 'events_shown_total'
  | 'epochs_cut_total'
  | 'hours_complete_total'
  | 'commits_failed_total'
  | 'store_retries_total'
  | 'schema_retries_total'
  | 'schemas_given_up_total'
  | 'kafka_retries_total'
  | 'rebalances_total'
  | 'consumer_restarts_total'
  | 'offset_resets_total'
  | 'epochs_maybe_doubled_total'
  | 'memory_pressure_total'
  | 'disk_pressure_total'
  | 'disk_records_restored_total'
  | 'disk_files_deleted_total'
  | 'invocations_total';

/** What takes time. */
export type HistogramName = 'publish_duration_seconds' | 'commit_duration_seconds';

export type Labels = Readonly<Record<string, string>>;

/** Who counts: Prometheus' page in the container, CloudWatch's log lines in the Lambda function. */
export interface Counting {
  /** @param by 1 where it is left out */
  readonly add: (counter: CounterName, labels: Labels, by?: number) => void;
  readonly observe: (histogram: HistogramName, labels: Labels, seconds: number) => void;
}

/**
 * What each event counts. Labels are names of components, codes and reasons, which are few; topic and partition stand
 * on the gauges alone.
 */
export function countEvent(event: TelemetryEvent, { add, observe }: Counting): void {
  switch (event.name) {
    case 'chunk_received':
      add('records_received_total', { source: event.source, topic: event.topic }, event.records);
      add('bytes_received_total', { source: event.source, topic: event.topic }, event.bytes);
      return;
    case 'records_dropped':
      add(
        'records_dropped_total',
        { component: event.component, reason: event.reason },
        event.records,
      );
      return;
    case 'records_rejected':
      add(
        'records_rejected_total',
        { component: event.component, code: event.code },
        event.records,
      );
      return;
    case 'events_sent': {
      const { component, events, output } = event;
      if (output === null) add('events_added_total', { component }, events);
      else add('events_sent_total', { component, output }, events);
      return;
    }
    case 'events_shown':
      add('events_shown_total', { sink: event.sink }, event.events);
      return;
    case 'epoch_cut':
      add('epochs_cut_total', { source: event.source, reason: event.reason });
      return;
    case 'prefixes_overflowed':
      add('records_overflowed_total', { sink: event.sink }, event.events);
      return;
    case 'object_stored': {
      const { sink } = event;
      add('objects_stored_total', { sink, kind: event.deadLetter ? 'dead_letter' : 'data' });
      add(
        event.deadLetter ? 'records_dead_lettered_total' : 'records_stored_total',
        { sink },
        event.events,
      );
      add('bytes_stored_total', { sink, form: 'raw' }, event.rawBytes);
      add('bytes_stored_total', { sink, form: 'stored' }, event.bytes);
      observe('publish_duration_seconds', { sink }, event.durationMs / 1000);
      return;
    }
    case 'store_retry':
      add('store_retries_total', { sink: event.sink, code: event.error.code });
      return;
    case 'schema_retry':
      add('schema_retries_total', { source: event.source, code: event.error.code });
      return;
    case 'schema_given_up':
      add('schemas_given_up_total', { source: event.source });
      return;
    case 'kafka_retry':
      add('kafka_retries_total', { source: event.source, code: event.error.code });
      return;
    case 'offsets_committed':
      observe('commit_duration_seconds', { source: event.source }, event.durationMs / 1000);
      return;
    case 'hour_complete':
      add('hours_complete_total', { source: event.source, topic: event.topic });
      return;
    case 'commit_failed':
      add('commits_failed_total', { source: event.source, outcome: event.outcome });
      return;
    case 'rebalance_started':
      add('rebalances_total', { source: event.source });
      return;
    case 'consumer_restarted':
      add('consumer_restarts_total', { source: event.source });
      return;
    case 'offset_reset':
      add('offset_resets_total', { source: event.source });
      return;
    case 'epoch_maybe_doubled':
      add('epochs_maybe_doubled_total', { source: event.source });
      return;
    case 'memory_pressure':
      add('memory_pressure_total', { fetching: event.fetchPaused ? 'paused' : 'on' });
      return;
    case 'disk_pressure':
      add('disk_pressure_total', { fetching: event.fetchPaused ? 'paused' : 'on' });
      return;
    case 'journal_restored':
      add('disk_records_restored_total', { source: event.source }, event.records);
      return;
    case 'journal_deleted':
      add('disk_files_deleted_total', { source: event.source, reason: event.reason });
      return;
    case 'invocation_finished':
      add('invocations_total', { outcome: event.failed === 0 ? 'ok' : 'failed' });
      return;
    case 'started':
    case 'file_set_aside':
    case 'partitions_assigned':
    case 'partitions_lost':
    case 'shutdown_started':
    case 'shutdown_finished':
    case 'fatal':
  }
}
