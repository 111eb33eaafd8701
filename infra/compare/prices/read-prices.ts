import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { SluiceError } from '../../../shared/errors.ts';
import { type PriceId, type PriceList, priceUnits, type RegionPrices } from '../model/prices.ts';

/** The prices that come with this version. */
const keptPrices: string = join(import.meta.dirname, 'prices.json');

const price = v.strictObject({
  usd: v.nullable(v.pipe(v.number(), v.minValue(0), v.finite())),
  source: v.string(),
  asOf: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}(-\d{2})?$/, 'a day or a month, such as 2026-11')),
  estimate: v.optional(v.boolean()),
  note: v.optional(v.string()),
});
const ids = Object.keys(priceUnits) as PriceId[];
const list = v.strictObject({
  asOf: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}(-\d{2})?$/, 'a day or a month, such as 2026-11')),
  regions: v.record(
    v.string(),
    v.partial(v.strictObject(Object.fromEntries(ids.map((id) => [id, price])))),
  ),
});

/**
 * The prices of a file over those that are kept: each that it names counts, of a region that is new all others are unknown.
 * @throws {SluiceError} INPUT_UNREADABLE; CONFIG_INVALID with every fault
 */
export async function readPrices(file: string | null): Promise<PriceList> {
  const kept = completed(await parse(keptPrices), null, keptPrices);
  return file === null ? kept : completed(await parse(file), kept, file);
}

type Parsed = v.InferOutput<typeof list>;

async function parse(file: string): Promise<Parsed> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SluiceError('INPUT_UNREADABLE', `the prices in ${file} cannot be read`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SluiceError('CONFIG_INVALID', `the prices in ${file} are no JSON`, { cause });
  }
  const result = v.safeParse(list, value);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => {
    const path = issue.path?.map(({ key }) => String(key)).join(' / ') ?? 'the file';
    return `  ${path}: ${issue.message}`;
  });
  throw new SluiceError('CONFIG_INVALID', `the prices in ${file}:\n${faults.join('\n')}`);
}

function completed({ asOf, regions }: Parsed, under: PriceList | null, file: string): PriceList {
  const all: Record<string, RegionPrices> = { ...under?.regions };
  for (const [region, prices] of Object.entries(regions)) {
    const before = under?.regions[region];
    const entries = ids.map((id) => {
      const own = prices[id] as RegionPrices[PriceId] | undefined;
      const note = `not in ${file}`;
      return [id, own ?? before?.[id] ?? { usd: null, source: 'not found', asOf, note }];
    });
    all[region] = Object.fromEntries(entries);
  }
  return { asOf, regions: all };
}

/** @throws {SluiceError} CONFIG_INVALID: there are no prices of the region */
export function checkRegion(region: string, { regions }: PriceList): void {
  if (Object.hasOwn(regions, region)) return;
  const known = Object.keys(regions).join(', ');
  throw new SluiceError(
    'CONFIG_INVALID',
    `--region: there are no prices of '${region}'; known: ${known}. Give others with --prices FILE`,
  );
}
