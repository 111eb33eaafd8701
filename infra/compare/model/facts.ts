import { constant, type Figure } from './figure.ts';
import { type MeasuredId, measuredFigure, type Measurements } from './measurements.ts';
import { type PriceId, type PriceList, priceFigure, priceUnits } from './prices.ts';
import { type AskedFigures, askedFigures, type Question } from './question.ts';

/** What everything is computed from: what is asked, what was measured, what AWS takes. */
export interface Facts {
  readonly question: Question;
  readonly region: string;
  readonly asked: AskedFigures;
  readonly price: (id: PriceId) => Figure;
  readonly measured: (id: MeasuredId, name: string) => Figure;
}

/** AWS bills a month as 730 hours. */
export const monthHours: Figure = constant('hours of a month', 'h', 730, 'as AWS counts them');
export const monthSecs: Figure = constant('seconds of a month', 's', 2_628_000, '730 h × 3,600');
export const gbBytes: Figure = constant('bytes of a GB', 'bytes', 1_073_741_824, 'AWS bills 2^30');

/** @throws {Error} the region has no prices; whoever asks has looked before */
export function gatherFacts(
  question: Question,
  region: string,
  prices: PriceList,
  measurements: Measurements,
): Facts {
  const regional = prices.regions[region];
  if (regional === undefined) throw new Error(`there are no prices of ${region}`);
  return {
    question,
    region,
    asked: askedFigures(question),
    price: (id) => priceFigure(regional, id, region),
    measured: (id, name) => measuredFigure(measurements, id, name),
  };
}

/** All prices of a region as figures, for the report. */
export function allPrices({ price }: Facts): readonly Figure[] {
  return (Object.keys(priceUnits) as PriceId[]).map(price);
}
