import { assumed, constant, derive, type Figure } from '../model/figure.ts';
import { rivalCores } from '../model/cpu.ts';
import { type Facts, monthHours } from '../model/facts.ts';
import { laneObjects, requestsCost, storageCost } from '../model/objects.ts';
import { type Setup, setupOf } from '../model/setup.ts';
import { gbMonth, managedCrossZoneCost, mbPerSecond, recordsMonth } from '../model/traffic.ts';

/** AWS offers from 300 s, and takes 600 where nothing is said. */
const freshest = 300;

/**
 * MSK Data Delivery: Express brokers store a topic themselves.
 * @param migrating the brokers are Standard ones still, and their replacement is in the bill
 */
export function dataDelivery(facts: Facts, migrating: boolean): Setup {
  const { question } = facts;
  const tb = derive('delivered a month', 'TB', 'records * bytes / tb', {
    records: recordsMonth(facts),
    bytes: facts.asked.recordBytes,
    tb: constant('bytes of a TB', 'bytes', 1e12, '10^12; the page does not say 2^40'),
  });
  const delivery = derive('Data Delivery', 'USD a month', 'tb * price', {
    tb,
    price: facts.price('msk.dataDelivery.tb'),
  });
  return setupOf(
    {
      name: migrating ? 'msk-data-delivery-migrating' : 'msk-data-delivery',
      title: migrating
        ? 'MSK Data Delivery, Standard brokers replaced by Express'
        : 'MSK Data Delivery, brokers are Express already',
      kind: 'modelled',
      limit: deliveryLimit(facts, migrating),
      conditions: [
        'one topic a channel, fixed when it is made',
        'that it is exactly once is said by AWS’s agent skill, not by its developer guide',
        'how large its objects are is not documented: requests are taken to be as the container’s',
        ...(question.zones > 1 ? [] : ['Express brokers are in three zones']),
      ],
      cannot: [
        `less than ${freshest} s of delay`,
        'what was in the topic before: no backfill',
        'transforms, filters, the key and headers of a record beside it',
        'dates by the record’s own time or fields, or in a time zone',
        'Avro, Protobuf, Parquet to plain S3',
        'the payload of a bad record: its DLQ gets identifiers',
      ],
      traits: {
        exactlyOnce: true,
        freshnessSecs: Math.max(freshest, question.timeoutSecs),
        operations: 0,
        transforms: false,
        formats: 'records as they are',
      },
    },
    {
      delivery,
      brokers: migrating ? migrationCost(facts) : null,
      s3Requests: requestsCost(facts, deliveryObjects(facts)),
      storage: storageCost(facts),
    },
  );
}

/** How large AWS makes them is not documented. */
function deliveryObjects(facts: Facts): Figure {
  const inputs = {
    objects: laneObjects(facts, facts.asked.partitions),
    share: assumed('share of that', 'times', 1, 'as many as the container makes'),
  };
  return derive('objects of Data Delivery', 'objects', 'objects * share', inputs);
}

function deliveryLimit(facts: Facts, migrating: boolean): string | null {
  const { brokers, timeoutSecs, rate, recordBytes } = facts.question;
  if (!migrating && brokers !== null && brokers !== 'express') {
    return `it needs Express brokers; yours: ${brokers}`;
  }
  if (migrating && brokers === 'express') return 'the brokers are Express already';
  if (timeoutSecs < freshest) {
    return `it delivers every ${freshest} s at best; ${timeoutSecs} s are asked for`;
  }
  return rate * recordBytes > 1e10 ? 'it delivers 10 GB/s at most' : null;
}

/** Express brokers and what they take for data, less the Standard ones that they replace; storage costs the same. */
function migrationCost(facts: Facts): Figure {
  const express = derive('Express brokers', '', 'max(3, ceil(stream * headroom / each))', {
    stream: mbPerSecond('written to Kafka', facts, facts.asked.recordBytes),
    headroom: constant('headroom', 'times', 1, 'they hold half as much again for bursts'),
    each: constant('MB/s of a broker', 'MB/s', 15.6, 'express.m7g.large, sustained'),
  });
  const { brokers } = facts.question;
  const freed = brokers === null || brokers === 'standard' ? 3 : 0;
  const inputs = {
    express,
    hours: monthHours,
    expressHourly: facts.price('msk.express.m7g.large'),
    data: gbMonth('written to Kafka', facts, facts.asked.recordBytes),
    dataPrice: facts.price('msk.express.dataIn.gb'),
    freed: assumed('brokers given back', '', freed, 'three of m5.large, or none that AWS bills'),
    freedHourly: facts.price('msk.standard.m5.large'),
  };
  const formula = 'hours * (express * expressHourly - freed * freedHourly) + data * dataPrice';
  return derive('brokers', 'USD a month', formula, inputs);
}

/** MSK Connect with an S3 sink that passes bytes on. */
export function mskConnect(facts: Facts): Setup {
  const cores = rivalCores(
    facts,
    'Kafka Connect',
    facts.measured('connect.cpu', 'CPU of an event, Kafka Connect'),
    'none',
  );
  const mcus = derive('MCUs', 'MCU', 'max(1, ceil(cores))', { cores });
  return setupOf(
    {
      name: 'msk-connect',
      title: 'MSK Connect with an S3 sink',
      kind: 'modelled',
      limit: null,
      conditions: ['Kafka 2.x to 3.x workers', 'a plugin of yours, to be built and updated'],
      cannot: [
        'exactly once, with most S3 sinks',
        'transforms but by Java classes',
        'an S3 prefix by fields, with the free sinks',
      ],
      traits: {
        exactlyOnce: false,
        freshnessSecs: facts.question.timeoutSecs,
        operations: 1,
        transforms: false,
        formats: 'lines, JSON, Parquet',
      },
    },
    {
      compute: derive('compute', 'USD a month', 'mcus * hours * price', {
        mcus,
        hours: monthHours,
        price: facts.price('msk.connect.mcuHour'),
      }),
      crossZone: managedCrossZoneCost(facts),
      s3Requests: requestsCost(facts, laneObjects(facts, facts.asked.partitions)),
      storage: storageCost(facts),
    },
  );
}
