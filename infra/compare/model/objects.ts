import { constant, derive, type Figure } from './figure.ts';
import { type Facts, monthSecs } from './facts.ts';
import { gbMonth, lineBytes, recordsMonth, storedBytes } from './traffic.ts';

const partBytes = constant('bytes of a part', 'bytes', 16_777_216, 'multipart.partBytes');

/** How often an object of one lane (a partition, or a process) ends. */
function epochSecs(facts: Facts, lanes: Figure): Figure {
  const { asked } = facts;
  const inputs = {
    age: asked.timeoutSecs,
    size: asked.maxBytes,
    line: lineBytes(facts),
    rate: asked.rate,
    lanes,
  };
  const formula = 'min(age, size / line / rate * lanes)';
  return derive('seconds until an object ends', 's', formula, inputs, 'by age or size');
}

/** Objects of a month where each lane has one open: never more than there are records. */
export function laneObjects(facts: Facts, lanes: Figure): Figure {
  const inputs = {
    lanes,
    seconds: monthSecs,
    epoch: epochSecs(facts, lanes),
    records: recordsMonth(facts),
  };
  return derive('objects a month', 'objects', 'min(records, lanes * seconds / epoch)', inputs);
}

/** PUTs of the container: one an object, or its parts, their beginning and end and the epoch's record. */
export function containerRequestsCost(facts: Facts): Figure {
  const objects = laneObjects(facts, facts.asked.partitions);
  const size = derive('bytes of a stored object', 'bytes', 'records * stored / objects', {
    records: recordsMonth(facts),
    stored: storedBytes(facts),
    objects,
  });
  const price = facts.price('s3.put');
  // up to two parts it is one request, docs/delivery.md
  if ((size.value ?? 0) < 2 * (partBytes.value ?? 0)) return requestsCost(facts, objects);
  const formula = 'objects * (ceil(size / part) + 3) * price';
  const why = 'its parts, their beginning and their end, and the record of the epoch';
  const inputs = { objects, size, part: partBytes, price };
  return derive('requests to S3', 'USD a month', formula, inputs, why);
}

/** One PUT for each object. */
export function requestsCost(facts: Facts, objects: Figure): Figure {
  const inputs = { objects, price: facts.price('s3.put') };
  return derive('requests to S3', 'USD a month', 'objects * price', inputs);
}

/** What lies in the bucket once it is as full as it gets; null where storage is left out. */
export function storageCost(facts: Facts): Figure | null {
  if (facts.question.storageDays === 0) return null;
  const inputs = {
    stored: gbMonth('stored a month', facts, storedBytes(facts)),
    days: facts.asked.storageDays,
    month: constant('days of a month', 'days', 730 / 24, '730 h'),
    price: facts.price('s3.storage'),
  };
  return derive('storage', 'USD a month', 'stored * days / month * price', inputs);
}
