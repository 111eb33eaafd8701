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

export type SetupName =
  | 'container-fargate'
  | 'container-fargate-x86'
  | 'container-fargate-spot'
  | 'container-fargate-no-rack'
  | 'container-ec2'
  | 'handler-provisioned'
  | 'handler-on-demand-endpoints'
  | 'handler-on-demand-existing'
  | 'handler-on-demand-nat'
  | 'lambda-firehose'
  | 'lambda-firehose-aggregated'
  | 'msk-firehose'
  | 'msk-data-delivery'
  | 'msk-data-delivery-migrating'
  | 'msk-connect'
  | 'vector-eks';

const makers: Readonly<Record<SetupName, (facts: Facts) => Setup>> = {
  'container-fargate': (facts) => onFargate(facts, 'arm'),
  'container-fargate-x86': (facts) => onFargate(facts, 'x86'),
  'container-fargate-spot': (facts) => onFargate(facts, 'spot'),
  'container-fargate-no-rack': (facts) => onFargate(facts, 'arm', fargateSizes, false),
  'container-ec2': onEc2,
  'handler-provisioned': (facts) => handlerSetup(facts, 'provisioned'),
  'handler-on-demand-endpoints': (facts) => handlerSetup(facts, 'on-demand-endpoints'),
  'handler-on-demand-existing': (facts) => handlerSetup(facts, 'on-demand-existing'),
  'handler-on-demand-nat': (facts) => handlerSetup(facts, 'on-demand-nat'),
  'lambda-firehose': (facts) => lambdaFirehose(facts, false),
  'lambda-firehose-aggregated': (facts) => lambdaFirehose(facts, true),
  'msk-firehose': mskFirehose,
  'msk-data-delivery': (facts) => dataDelivery(facts, false),
  'msk-data-delivery-migrating': (facts) => dataDelivery(facts, true),
  'msk-connect': mskConnect,
  'vector-eks': vectorOnEks,
};

const names = Object.keys(makers) as SetupName[];

/**
 * The setups at one load, in the order in which they are shown. Pure: the page does the same.
 * @param only left out: all of them
 */
function allSetups(facts: Facts, only: readonly SetupName[] = names): readonly Setup[] {
  return names
    .filter((name) => only.includes(name))
    .filter((name) => name !== 'container-fargate-no-rack' || facts.question.rackId)
    .map((name) => makers[name](facts));
}

/** What the questions of a report share. */
export interface Ground {
  readonly region: string;
  readonly prices: PriceList;
  readonly measurements: Measurements;
}

export function setupsAt(
  question: Question,
  ground: Ground,
  only?: readonly SetupName[],
): readonly Setup[] {
  const { region, prices, measurements } = ground;
  return allSetups(gatherFacts(question, region, prices, measurements), only);
}
