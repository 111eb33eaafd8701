import { type Figure, given } from './figure.ts';

/** Every price that the model asks for, and the unit that one dollar figure is of. */
export const priceUnits = {
  'lambda.request': 'request',
  'lambda.gbSecond.arm': 'GB-s',
  'lambda.gbSecond.x86': 'GB-s',
  'lambda.pollerUnitHour': 'EPU-hour',
  'fargate.vcpuHour.arm': 'vCPU-hour',
  'fargate.gbHour.arm': 'GB-hour',
  'fargate.vcpuHour.x86': 'vCPU-hour',
  'fargate.gbHour.x86': 'GB-hour',
  'fargate.spot.vcpuHour.arm': 'vCPU-hour',
  'fargate.spot.gbHour.arm': 'GB-hour',
  'ec2.t4g.medium': 'hour',
  'ec2.c7g.medium': 'hour',
  'ec2.m7g.medium': 'hour',
  'ec2.m7g.large': 'hour',
  'ebs.gp3': 'GB-month',
  'eks.clusterHour': 'hour',
  's3.put': 'request',
  's3.storage': 'GB-month',
  'endpoint.hour': 'hour',
  'endpoint.gb': 'GB',
  'endpoint.gb.above1pb': 'GB',
  'nat.hour': 'hour',
  'nat.gb': 'GB',
  'zone.gb': 'GB',
  'address.hour': 'hour',
  'logs.gb': 'GB',
  'metric.month': 'metric-month',
  'firehose.put.gb': 'GB',
  'firehose.put.gb.above500tb': 'GB',
  'firehose.put.gb.above2pb': 'GB',
  'firehose.msk.gb': 'GB',
  'msk.dataDelivery.tb': 'TB',
  'msk.connect.mcuHour': 'MCU-hour',
  'msk.privateConnectivity.hour': 'hour',
  'msk.privateConnectivity.gb': 'GB',
  'msk.express.m7g.large': 'hour',
  'msk.express.dataIn.gb': 'GB',
  'msk.standard.m5.large': 'hour',
} as const;

export type PriceId = keyof typeof priceUnits;

/** One price, with where it is from. */
export interface Price {
  /** Null: not known, and `note` says so. */
  readonly usd: number | null;
  readonly source: string;
  /** Day or month of the source. */
  readonly asOf: string;
  /** A guess: from memory, or scaled from another region. */
  readonly estimate?: boolean;
  readonly note?: string;
}

export type RegionPrices = Readonly<Record<PriceId, Price>>;

export interface PriceList {
  readonly asOf: string;
  readonly regions: Readonly<Record<string, RegionPrices>>;
}

/** A price, as a figure that formulas are made of. */
export function priceFigure(prices: RegionPrices, id: PriceId, region: string): Figure {
  const { usd, source, asOf, estimate = false, note } = prices[id];
  return given({
    name: `price of ${id}, ${region}`,
    unit: `USD/${priceUnits[id]}`,
    value: usd,
    origin: 'price',
    source: [`${source}, ${asOf}`, ...(note === undefined ? [] : [note])].join('; '),
    estimated: estimate,
  });
}
