import { type Facts, gatherFacts } from '../model/facts.ts';
import type { Measurements } from '../model/measurements.ts';
import type { PriceList } from '../model/prices.ts';
import type { Question } from '../model/question.ts';
import type { Setup } from '../model/setup.ts';
import { fargateSizes, onEc2, onFargate } from './container.ts';
import { lambdaFirehose, mskFirehose } from './firehose.ts';
import { handlerSetup } from './handler.ts';
import { dataDelivery, mskConnect } from './msk.ts';
import { vectorOnEks } from './vector.ts';

/** Every setup at one load, in the order in which they are shown. Pure: the page does the same. */
export function allSetups(facts: Facts): readonly Setup[] {
  return [
    onFargate(facts, 'arm'),
    onFargate(facts, 'x86'),
    onFargate(facts, 'spot'),
    ...(facts.question.rackId ? [onFargate(facts, 'arm', fargateSizes, false)] : []),
    onEc2(facts),
    handlerSetup(facts, 'provisioned'),
    handlerSetup(facts, 'on-demand-endpoints'),
    handlerSetup(facts, 'on-demand-existing'),
    handlerSetup(facts, 'on-demand-nat'),
    lambdaFirehose(facts, false),
    lambdaFirehose(facts, true),
    mskFirehose(facts),
    dataDelivery(facts, false),
    dataDelivery(facts, true),
    mskConnect(facts),
    vectorOnEks(facts),
  ];
}

/** What the questions of a report share. */
export interface Ground {
  readonly region: string;
  readonly prices: PriceList;
  readonly measurements: Measurements;
}

export function setupsAt(question: Question, ground: Ground): readonly Setup[] {
  const { region, prices, measurements } = ground;
  return allSetups(gatherFacts(question, region, prices, measurements));
}
