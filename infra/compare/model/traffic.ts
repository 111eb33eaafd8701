import { assumed, constant, derive, type Figure, tiered } from './figure.ts';
import { type Facts, gbBytes, monthSecs } from './facts.ts';

/** Records of a month. */
export function recordsMonth({ asked }: Facts): Figure {
  return derive('records a month', 'records', 'rate * seconds', {
    rate: asked.rate,
    seconds: monthSecs,
  });
}

/** What one record takes as a line of the objects, before compression: key and timestamp become fields. */
export function lineBytes({ asked, measured }: Facts): Figure {
  return derive('bytes of a line', 'bytes', 'record + added', {
    record: asked.recordBytes,
    added: measured('line.addedBytes', 'bytes that a line has beyond key and value'),
  });
}

/** What one record takes in the objects as they are stored. */
export function storedBytes(facts: Facts): Figure {
  const { compression } = facts.question;
  const line = lineBytes(facts);
  if (compression === 'none') return derive('stored bytes of an event', 'bytes', 'line', { line });
  const ratio = facts.measured(`ratio.${compression}`, `compression by ${compression}`);
  return derive('stored bytes of an event', 'bytes', 'line / ratio', { line, ratio });
}

/** What a record takes between broker and consumer. */
export function fetchedBytes({ asked, measured }: Facts): Figure {
  return derive('fetched bytes of a record', 'bytes', '(record + overhead) / ratio', {
    record: asked.recordBytes,
    overhead: measured('fetch.overheadBytes', 'bytes that a record batch adds to a record'),
    ratio: asked.producerRatio,
  });
}

function fetchedGb(facts: Facts): Figure {
  return gbMonth('fetched from Kafka a month', facts, fetchedBytes(facts));
}

/** So many bytes of each record, in a month. */
export function gbMonth(name: string, facts: Facts, bytes: Figure): Figure {
  const inputs = { records: recordsMonth(facts), bytes, gb: gbBytes };
  return derive(name, 'GB', 'records * bytes / gb', inputs);
}

const mega = constant('bytes of a MB', 'bytes', 1e6, 'as quotas count them');

/** The stream, as quotas are said: of the given bytes of each record, on average. */
export function mbPerSecond(name: string, { asked }: Facts, bytes: Figure): Figure {
  return derive(name, 'MB/s', 'rate * bytes / mega', { rate: asked.rate, bytes, mega });
}

const why =
  'a leader is in each zone as often, so all but one of the zones are another; 0.01 a GB is taken on both sides';

/** Reads that leave their zone: of a consumer that asks the leaders, wherever those are. */
export function crossZoneCost(facts: Facts): Figure {
  const inputs = {
    fetched: fetchedGb(facts),
    zones: facts.asked.zones,
    price: facts.price('zone.gb'),
  };
  const formula = 'fetched * (zones - 1) / zones * 2 * price';
  return derive('reads across zones', 'USD a month', formula, inputs, why);
}

const undocumented = assumed(
  'share of the reads that is billed',
  '',
  1,
  'AWS bills the data that a managed reader takes "at standard rates", and does not say whether it reads in its zone',
);

/** The same of a reader that AWS runs, which may or may not read in its zone: a guess. */
export function managedCrossZoneCost(facts: Facts): Figure {
  const inputs = { reads: crossZoneCost(facts), share: undocumented };
  return derive('reads across zones', 'USD a month', 'reads * share', inputs);
}

/** Interface endpoints, one in each zone, and the data through them. */
export function endpointsCost(
  facts: Facts,
  name: string,
  endpoints: Figure,
  dataGb: Figure,
  hours: Figure,
): Figure {
  const limit = constant('GB at the first price', 'GB', 1_048_576, '1 PB');
  const data = tiered(`data of ${name}`, dataGb, [
    { upTo: limit, price: facts.price('endpoint.gb') },
    { upTo: null, price: facts.price('endpoint.gb.above1pb') },
  ]);
  const inputs = {
    endpoints,
    zones: facts.asked.zones,
    hours,
    hourly: facts.price('endpoint.hour'),
    data,
  };
  const formula = 'endpoints * zones * hours * hourly + data';
  return derive(name, 'USD a month', formula, inputs);
}
