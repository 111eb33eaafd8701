import { Failure } from '../failure.ts';
import { InfluxLine, influxLines } from '../influx/read.ts';
import { type Bytes, textOf } from '../text.ts';
import type { Value } from '../value.ts';

export function parseInfluxdb(value: Bytes): Value[] | Failure {
  const metrics: Value[] = [];
  for (const text of influxLines(textOf(value))) {
    const line = new InfluxLine(text);
    line.read();
    if (line.fault !== null) return new Failure(line.fault);
    metrics.push(...line.metrics());
  }
  return metrics;
}
