import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { priceUnits } from '../../../infra/compare/model/prices.ts';
import { readLive } from '../../../infra/compare/prices/read-live.ts';
import { checkRegion, readPrices } from '../../../infra/compare/prices/read-prices.ts';
import { SluiceError } from '../../../shared/errors.ts';

const kept = await readPrices(null);
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-prices-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

async function file(content: unknown): Promise<string> {
  const path = join(folder, `${Math.random()}.json`);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('the prices that are kept', () => {
  for (const region of ['us-east-1', 'ap-northeast-2']) {
    it(`have every price of ${region}: a number with its source, or a note why there is none`, () => {
      const prices = kept.regions[region]!;
      assert.deepEqual(Object.keys(prices).toSorted(), Object.keys(priceUnits).toSorted());
      for (const [id, { usd, source, asOf, note, estimate }] of Object.entries(prices)) {
        assert.ok(source !== '' && asOf !== '', id);
        if (usd === null || estimate === true) assert.ok((note ?? '') !== '', id);
      }
    });
  }
});

describe('--prices FILE', () => {
  it('puts its prices over those that are kept, and leaves the others', async () => {
    const price = { usd: 9, source: 'a contract', asOf: '2026-11' };
    const path = await file({ asOf: '2026-11', regions: { 'us-east-1': { 'zone.gb': price } } });
    const prices = (await readPrices(path)).regions['us-east-1']!;
    assert.deepEqual(prices['zone.gb'], price);
    assert.deepEqual(prices['s3.put'], kept.regions['us-east-1']!['s3.put']);
  });

  it('adds a region, of which all that it does not name is unknown', async () => {
    const price = { usd: 9, source: 'a contract', asOf: '2026-11' };
    const path = await file({ asOf: '2026-11', regions: { 'eu-central-1': { 'zone.gb': price } } });
    const prices = await readPrices(path);
    checkRegion('eu-central-1', prices);
    assert.equal(prices.regions['eu-central-1']!['s3.put'].usd, null);
    assert.match(prices.regions['eu-central-1']!['s3.put'].note ?? '', /not in/);
  });

  const price = { source: 's', asOf: '2026-11' };
  for (const [what, content, expected] of [
    ['no JSON', '{', /are no JSON/],
    ['no regions', { asOf: '2026-11' }, /regions/],
    ['a price that does not exist', regions({ 'zone.tb': { ...price, usd: 1 } }), /zone\.tb/],
    ['a price below zero', regions({ 'zone.gb': { ...price, usd: -1 } }), /zone\.gb \/ usd/],
    ['a price as text', regions({ 'zone.gb': { ...price, usd: '1' } }), /zone\.gb \/ usd/],
    ['no source', regions({ 'zone.gb': { usd: 1, asOf: '2026-11' } }), /zone\.gb \/ source/],
    ['no date', regions({ 'zone.gb': { ...price, usd: 1, asOf: 'now' } }), /zone\.gb \/ asOf/],
  ] as const) {
    it(`refuses ${what}, and says where`, async () => {
      const path = await file(content);
      await assert.rejects(readPrices(path), (error) => {
        assert.ok(error instanceof SluiceError && error.code === 'CONFIG_INVALID');
        assert.match(error.message, expected);
        return true;
      });
    });
  }

  it('refuses a file that is not there', async () => {
    const error = { code: 'INPUT_UNREADABLE' };
    await assert.rejects(readPrices(join(folder, 'none.json')), error);
  });
});

function regions(prices: object): object {
  return { asOf: '2026-11', regions: { 'us-east-1': prices } };
}

it('a region without prices is refused, with those that have some', () => {
  assert.throws(() => checkRegion('mars-1', kept), {
    code: 'CONFIG_INVALID',
    message: /no prices of 'mars-1'; known: us-east-1, ap-northeast-2/,
  });
});

interface Product {
  readonly usagetype: string;
  readonly more?: object;
  /** By where they begin. */
  readonly tiers: Readonly<Record<string, string>>;
}

/** A file as AWS publishes it, with these products alone. */
function offerOf(products: readonly Product[]): object {
  return {
    formatVersion: 'v1.0',
    publicationDate: '2026-11-20T10:00:00Z',
    products: Object.fromEntries(
      products.map(({ usagetype, more }, at) => [
        `SKU${at}`,
        { sku: `SKU${at}`, productFamily: 'any', attributes: { usagetype, ...more } },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        products.map(({ tiers }, at) => [
          `SKU${at}`,
          {
            [`SKU${at}.JRTCKXETXF`]: {
              offerTermCode: 'JRTCKXETXF',
              sku: `SKU${at}`,
              priceDimensions: Object.fromEntries(
                Object.entries(tiers).map(([beginRange, usd], tier) => [
                  `SKU${at}.JRTCKXETXF.${tier}`,
                  { unit: 'any', beginRange, endRange: 'Inf', pricePerUnit: { USD: usd } },
                ]),
              ),
            },
          },
        ]),
      ),
    },
  };
}

describe('--live-prices', () => {
  const offers: Readonly<Record<string, object | string>> = {
    AWSLambda: offerOf([
      {
        usagetype: 'APN2-Lambda-GB-Second-ARM',
        tiers: { '7500000000': '0.0000120001', '0': '0.0000133334' },
      },
      { usagetype: 'APN2-Request', tiers: { '0': '0.0000003' } },
      {
        usagetype: 'APN2-Any-Name',
        more: { group: 'AWS-Lambda-Event-Poller-Unit-Duration' },
        tiers: { '0': '0.25' },
      },
      {
        usagetype: 'APN2-Any-SQS-Name',
        more: { group: 'AWS-Lambda-Event-Poller-Unit-Duration' },
        tiers: { '0': '0.0113' },
      },
    ]),
    AmazonVPC: offerOf([
      { usagetype: 'APN2-VpcEndpoint-Bytes', tiers: { '0': '0.01', '1048576': '0.006' } },
      { usagetype: 'APN2-VpcEndpoint-Hours', tiers: { '0': '0.013' } },
    ]),
    // two at different prices: which one is meant is not known
    AmazonEKS: offerOf([
      { usagetype: 'APN2-AmazonEKS-Hours:perCluster', tiers: { '0': '0.10' } },
      { usagetype: 'AmazonEKS-Hours:perCluster', tiers: { '0': '0.60' } },
    ]),
    AmazonS3: '{"products":',
    AmazonMSK: { publicationDate: '2026-11-20', products: [] },
    // the free tier is the first of its tiers
    AmazonCloudWatch: offerOf([
      { usagetype: 'APN2-DataProcessing-Bytes', tiers: { '0': '0.0000000000', '5': '0.76' } },
    ]),
    AmazonECS: 'more than anybody reads '.repeat(50_000),
  };
  // these never end
  const hanging = new Set(['AmazonKinesisFirehose']);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const service = /^\/offers\/v1\.0\/aws\/(\w+)\/current\/ap-northeast-2\/index\.json$/.exec(
      request.url ?? '',
    )?.[1];
    if (hanging.has(service ?? '')) {
      response.write('{"products":');
      return;
    }
    const offer = offers[service ?? ''];
    response.statusCode = offer === undefined ? 404 : 200;
    response.end(typeof offer === 'string' ? offer : JSON.stringify(offer));
  });
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const read = async (baseUrl?: string) =>
    readLive({
      baseUrl: baseUrl ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'ap-northeast-2',
      kept,
      signal: new AbortController().signal,
      timeoutMs: 1_000,
      maxBytes: 1_000_000,
    });

  it('takes what the lists say, by tier, and tells what has changed', async () => {
    const { prices, notes } = await read();
    const live = prices.regions['ap-northeast-2']!;
    assert.equal(live['lambda.request'].usd, 0.0000003);
    assert.equal(live['lambda.gbSecond.arm'].usd, 0.0000133334);
    assert.equal(live['lambda.pollerUnitHour'].usd, 0.25);
    assert.equal(live['endpoint.gb'].usd, 0.01);
    assert.equal(live['endpoint.gb.above1pb'].usd, 0.006);
    assert.deepEqual(
      [live['lambda.request'].asOf, live['lambda.request'].source],
      ['2026-11-20', 'AWS price list, AWSLambda'],
    );
    assert.ok(notes.includes('live: lambda.request is 3e-7, was 2e-7'));
    assert.ok(notes.includes('live: lambda.pollerUnitHour is 0.25, was 0.226'));
    assert.ok(!notes.some((note) => note.includes('endpoint.hour is')));
    // that of the free tier is none
    assert.equal(live['logs.gb'].usd, 0.76);
    assert.equal(new Set(asked).size, asked.length);
  });

  it('leaves what is not in a list, is there twice, or cannot be read, as it is kept, and says so', async () => {
    const { prices, notes } = await read();
    const [live, was] = [prices, kept].map((each) => each.regions['ap-northeast-2']!);
    for (const id of ['lambda.gbSecond.x86', 'eks.clusterHour', 's3.put', 'zone.gb'] as const) {
      assert.deepEqual(live![id], was![id], id);
    }
    assert.ok(
      notes.includes('live: AWSLambda has no price of lambda.gbSecond.x86; the kept one stays'),
    );
    assert.ok(
      notes.includes('live: AmazonEKS has no price of eks.clusterHour; the kept one stays'),
    );
    for (const [service, why] of [
      ['AmazonS3', /JSON/],
      ['AmazonMSK', /no offer file/],
      ['AWSDataTransfer', /status 404/],
      ['AmazonECS', /more than 1000000 bytes/],
      ['AmazonKinesisFirehose', /timeout/],
    ] as const) {
      const note = notes.find((each) => each.startsWith(`live: ${service} could not be read`));
      assert.match(note ?? '', why);
      assert.match(note ?? '', /the kept prices of 2026-11-22 stay/);
    }
  });

  it('is the kept prices where there is no network, and says so of each list', async () => {
    const { prices, notes } = await read('http://127.0.0.1:1');
    assert.deepEqual(prices, kept);
    assert.ok(
      notes.length > 5 && notes.every((note) => /could not be read|^live: 0 of/.test(note)),
    );
  });
});
