import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseMetrics } from '../../../infra/demo/consumer-metrics.ts';

it('samples of one name are added up, other lines are left', () => {
  const text = [
    '# HELP sluice_records_received_total Records fetched from Kafka.',
    '# TYPE sluice_records_received_total counter',
    'sluice_records_received_total{source="kafka",topic="a",pipeline="devices"} 20',
    'sluice_records_received_total{source="kafka",topic="b",pipeline="devices"} 3',
    'sluice_records_stored_total{sink="s3",pipeline="devices"} 1.5e+3',
    'sluice_objects_stored_total{sink="s3",kind="data"} 4',
    'sluice_objects_stored_total{sink="s3",kind="dead_letter"} 1',
    'process_cpu_seconds_total 2.25',
    'process_resident_memory_bytes 1000000',
    '',
  ].join('\n');
  assert.deepEqual(parseMetrics(text), {
    received: 23,
    stored: 1500,
    objects: 5,
    cpuMicros: 2_250_000,
    rssBytes: 1_000_000,
  });
});
