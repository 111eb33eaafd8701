import { assumed, constant, derive, type Figure, tiered } from './figure.ts';
import { type Facts, gbBytes, monthHours, monthSecs } from './facts.ts';
import { gbMonth, lineBytes, recordsMonth } from './traffic.ts';

const roundedTo = constant('step', 'bytes', 5_120, 'each record is billed up to 5 KB');
const bufferBytes = constant('buffer', 'bytes', 134_217_728, '128 MiB, the largest');
const bufferSecs = constant('buffer', 's', 900, '900 s, the longest');

/** What Firehose counts of a record that is put by itself, or in a larger one with others. */
function billedGb(facts: Facts, aggregated: boolean): Figure {
  const line = lineBytes(facts);
  if (aggregated) return gbMonth('billed by Firehose', facts, line);
  const inputs = { line, step: roundedTo };
  const rounded = derive('billed bytes of a record', 'bytes', 'ceil(line / step) * step', inputs);
  return gbMonth('billed by Firehose', facts, rounded);
}

/** Direct PUT. */
export function putCost(facts: Facts, aggregated: boolean): Figure {
  const limit = (tb: number): Figure => constant(`${tb} TB`, 'GB', tb * 1024, 'end of a tier');
  return tiered('Firehose, Direct PUT', billedGb(facts, aggregated), [
    { upTo: limit(500), price: facts.price('firehose.put.gb') },
    { upTo: limit(2_000), price: facts.price('firehose.put.gb.above500tb') },
    { upTo: null, price: facts.price('firehose.put.gb.above2pb') },
  ]);
}

/** Data that goes through the endpoint of Firehose: records in Base64, in JSON. */
export function putRequestsGb(facts: Facts): Figure {
  const inputs = {
    line: lineBytes(facts),
    json: constant('JSON around a record', 'bytes', 12, '{"Data":""},'),
    over: assumed('headers and TLS', 'times', 1.02, 'two of a hundred'),
  };
  const bytes = derive('bytes of a put record', 'bytes', '(line * 4 / 3 + json) * over', inputs);
  return gbMonth('put to Firehose', facts, bytes);
}

/** Firehose reads the topic itself, over a private connection that MSK bills. */
export function mskSourceCosts(facts: Facts): { readonly delivery: Figure; readonly way: Figure } {
  const data = gbMonth('read by Firehose', facts, facts.asked.recordBytes);
  return {
    delivery: derive('Firehose, MSK as source', 'USD a month', 'data * price', {
      data,
      price: facts.price('firehose.msk.gb'),
    }),
    way: derive('private connectivity', 'USD a month', 'hours * hourly + data * price', {
      hours: monthHours,
      hourly: facts.price('msk.privateConnectivity.hour'),
      data,
      price: facts.price('msk.privateConnectivity.gb'),
    }),
  };
}

/** Objects that Firehose stores: when its buffer is full or old. */
export function firehoseObjects(facts: Facts): Figure {
  const bytes = gbMonth('delivered', facts, lineBytes(facts));
  const inputs = {
    seconds: monthSecs,
    age: facts.asked.timeoutSecs,
    most: bufferSecs,
    bytes,
    gb: gbBytes,
    size: bufferBytes,
    records: recordsMonth(facts),
  };
  const formula = 'min(records, max(seconds / min(age, most), bytes * gb / size))';
  return derive('objects a month', 'objects', formula, inputs);
}
