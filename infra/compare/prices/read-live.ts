import * as v from 'valibot';
import type { PriceId, PriceList, RegionPrices } from '../model/prices.ts';
import { type LiveItem, liveItems } from './live-items.ts';

/** AWS's own address of the lists, which asks for no credentials. */
export const priceListUrl = 'https://pricing.us-east-1.amazonaws.com';

export interface LiveOptions {
  readonly baseUrl: string;
  readonly region: string;
  /** What stays, where the list has no such price or cannot be read. */
  readonly kept: PriceList;
  readonly signal: AbortSignal;
  /** Beyond it a server does not answer. */
  readonly timeoutMs?: number;
  /** A file that is larger is left. */
  readonly maxBytes?: number;
}

export interface LivePrices {
  readonly prices: PriceList;
  /** A line for each price that is another than the kept one, and for each file that could not be read. */
  readonly notes: readonly string[];
}

const defaultTimeoutMs = 60_000;
/** Those that are read have some MB; EC2's, which is not, has hundreds. */
const defaultMaxBytes = 134_217_728;

const offer = v.object({
  publicationDate: v.string(),
  products: v.record(
    v.string(),
    v.object({ attributes: v.record(v.string(), v.union([v.string(), v.number()])) }),
  ),
  terms: v.object({
    OnDemand: v.record(
      v.string(),
      v.record(
        v.string(),
        v.object({
          priceDimensions: v.record(
            v.string(),
            v.object({
              beginRange: v.optional(v.string(), '0'),
              pricePerUnit: v.object({ USD: v.optional(v.string()) }),
            }),
          ),
        }),
      ),
    ),
  }),
});
type Offer = v.InferOutput<typeof offer>;

/** Reads the public offer files of a region over the kept prices. What fails is told, and the kept price stays. */
export async function readLive(options: LiveOptions): Promise<LivePrices> {
  const { baseUrl, region, kept, signal } = options;
  const before = kept.regions[region];
  if (before === undefined) return { prices: kept, notes: [] };
  const prices: Record<PriceId, RegionPrices[PriceId]> = { ...before };
  const notes: string[] = [];
  let read = 0;
  const services = [...new Set(liveItems.map(({ service }) => service))];
  // all at once: one that hangs is waited for once
  const offers = services.map(async (service) =>
    fetchOffer(`${baseUrl}/offers/v1.0/aws/${service}/current/${region}/index.json`, options),
  );
  for (const each of offers) each.catch(() => undefined);
  for (const [at, service] of services.entries()) {
    const items = liveItems.filter((item) => item.service === service);
    try {
      const list = await offers[at];
      if (list === undefined) continue;
      for (const item of items) {
        const usd = priceIn(list, item);
        if (usd === null) {
          notes.push(`live: ${service} has no price of ${item.id}; the kept one stays`);
          continue;
        }
        const { usd: was } = before[item.id];
        if (was !== usd) notes.push(`live: ${item.id} is ${usd}, was ${was ?? 'unknown'}`);
        const asOf = list.publicationDate.slice(0, 10);
        prices[item.id] = { usd, source: `AWS price list, ${service}`, asOf };
        read++;
      }
    } catch (error) {
      signal.throwIfAborted();
      const why = reasonOf(error);
      notes.push(
        `live: ${service} could not be read (${why}); the kept prices of ${kept.asOf} stay`,
      );
    }
  }
  notes.push(`live: ${read} of ${Object.keys(before).length} prices are of today's list`);
  return { prices: { ...kept, regions: { ...kept.regions, [region]: prices } }, notes };
}

async function fetchOffer(
  url: string,
  { signal, timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes }: LiveOptions,
): Promise<Offer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const response = await fetch(url, { signal: limit });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const parsed = v.safeParse(offer, JSON.parse(await textOf(response, maxBytes)));
  if (!parsed.success) throw new Error(`it is no offer file: ${parsed.issues[0].message}`);
  return parsed.output;
}

/** What a server sends may have no end. */
async function textOf({ body }: Response, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > maxBytes) throw new Error(`it has more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** fetch keeps to itself what has failed: that is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== ''
    ? `${error.message}: ${cause.message}`
    : error.message;
}

/** Of the one product that has the usage type; null where there is none, or several at different prices. */
function priceIn({ products, terms }: Offer, item: LiveItem): number | null {
  const wanted = Object.entries(item.attributes ?? {});
  const found = Object.entries(products).filter(([, { attributes }]) => {
    const usage = String(attributes['usagetype'] ?? '').replace(/^[A-Z]{2,4}\d?-/, '');
    if (wanted.length === 0) return usage === item.usage;
    const isOther = item.without !== undefined && usage.includes(item.without);
    return !isOther && wanted.every(([name, value]) => attributes[name] === value);
  });
  const prices = found.flatMap(([sku]) => {
    const dimensions = Object.values(terms.OnDemand[sku] ?? {}).flatMap((term) =>
      Object.values(term.priceDimensions),
    );
    const tiers = dimensions
      .toSorted((a, b) => Number(a.beginRange) - Number(b.beginRange))
      .map(({ pricePerUnit }) => Number(pricePerUnit.USD ?? Number.NaN));
    // a first tier that is free is the free tier, told apart by its own switch
    const paid = tiers.filter((tier) => tier > 0);
    const price = paid[item.tier ?? 0];
    return price === undefined || Number.isNaN(price) ? [] : [price / (item.per ?? 1)];
  });
  const different = [...new Set(prices)];
  return different.length === 1 ? (different[0] ?? null) : null;
}
