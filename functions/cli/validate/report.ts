import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { type ExpectedObjects, expectedObjects, type Load } from './expected-objects.ts';

/** Athena and others spend more on opening objects below this than on reading them. */
const smallBytes = 8 * 1024 * 1024;

/** For people: what the pipeline makes of a load, and what to change where that is not what one wants. */
export function loadText(model: PipelineModel, load: Load): string {
  const { rate, recordBytes, partitions, prefixes } = load;
  const lines = [
    `At ${count(rate)} events/s of ${count(recordBytes)} bytes in ${partitions} partitions, ` +
      `${prefixes} key ${prefixes === 1 ? 'prefix' : 'prefixes'} at a time, before compression:`,
  ];
  for (const each of expectedObjects(model, load)) {
    lines.push(
      `  ${each.sink}: objects of ${bytes(each.objectBytes)} (they end by ${each.endsBy}), ` +
        `${count(each.objectsPerMonth)} objects and ${count(each.putsPerMonth)} PUTs a month`,
      ...advice(model, each),
    );
  }
  return `${lines.join('\n')}\n`;
}

function advice(model: PipelineModel, each: ExpectedObjects): readonly string[] {
  const lines: string[] = [];
  if (each.endsBy === 'age' && each.objectBytes < smallBytes) {
    lines.push(
      `    small for Athena: raise batch.timeoutSecs${model.delivery === 'exact' ? ", or take delivery: 'dense', which shares objects among partitions" : ''}`,
    );
  }
  if (model.sinks.get(each.sink)?.encoding.codec === 'parquet') {
    lines.push(
      `    a Parquet file is whole in memory when it is published, with the ${bytes(each.objectBytes)} of lines that it is made of, compressed, and one row group`,
    );
  }
  const { maxBytes, maxSize } = model.buffer;
  const [option, limit, by] =
    maxSize === null ? ['maxBytes', maxBytes, 'memory'] : ['maxSize', maxSize, 'disk'];
  if (each.openBytes > limit / 2) {
    lines.push(
      `    one consumer has ${bytes(each.openBytes)} open by then, and buffer.${option} is ${bytes(limit)}: ` +
        `unless they compress well, objects end earlier, by ${by}`,
    );
  }
  return lines;
}

function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} MB`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(1)} kB`;
  return `${Math.round(value)} bytes`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
