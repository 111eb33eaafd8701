import { resolve } from 'node:path';
import { adviceOn, nextOf, operationLevels } from '../../infra/compare/advise/advice.ts';
import { adviceText, isSluice } from '../../infra/compare/advise/advice-text.ts';
import { type Setup, usdOf } from '../../infra/compare/model/setup.ts';
import { checkRegion, readPrices } from '../../infra/compare/prices/read-prices.ts';
import {
  questionKinds,
  questionUsage,
  readMeasurements,
  readQuestion,
} from '../../infra/compare/question-options.ts';
import { readArguments, usageError, wholeNumber } from './arguments.ts';
import type { Command } from './command.ts';

const usage = `Usage: sluice advise [options]

Which way to get a topic into S3 is the cheapest that meets your needs, which comes next, and why. It can say that it is
not Sluice. Nothing is connected to: prices and measurements are those of this version (docs/cost-model.md).

  --region NAME        whose prices (default us-east-1)
  --freshness-secs N   after how long a record has to be in S3 (default 300)
  --operations LEVEL   what you are ready to operate: ${operationLevels.join(', ')} (default cluster)
  --exactly-once       no record twice
  --transforms         events are changed, filtered, or stored by their own time or fields
  --spot               tasks may be taken away at any time
  --prices FILE        over the prices of this version
  --json               one JSON object
${questionUsage}  --help               print this

Brokers are taken to be standard, unless --brokers says otherwise. The exit status is 1 where nothing meets the needs.
`;

/** `sluice advise`: what to run, by what it costs. */
export const advise: Command = {
  name: 'advise',
  summary: 'say which way to S3 is the cheapest for a load and your needs',
  usage,
  run: async (args, { cwd, out }) => {
    const { values } = readArguments(
      args,
      {
        ...questionKinds,
        region: 'string',
        'freshness-secs': 'string',
        operations: 'string',
        'exactly-once': 'boolean',
        transforms: 'boolean',
        spot: 'boolean',
        prices: 'string',
        json: 'boolean',
      },
      [],
    );
    if (values.help === true) {
      out(usage);
      return 0;
    }
    const freshnessSecs = wholeNumber(
      '--freshness-secs',
      values['freshness-secs'],
      300,
      [1, 3_600],
    );
    const operations = operationLevels.find((each) => each === (values.operations ?? 'cluster'));
    if (operations === undefined) {
      throw usageError(
        `--operations: got '${values.operations}'; allowed: ${operationLevels.join(', ')}`,
      );
    }
    const asked = readQuestion(values);
    const question = {
      ...asked,
      brokers: asked.brokers ?? 'standard',
      // as fresh as needed, and no fresher: that has the fewest objects
      timeoutSecs: values['timeout-secs'] === undefined ? freshnessSecs : asked.timeoutSecs,
    };
    const needs = {
      freshnessSecs,
      operations,
      exactlyOnce: values['exactly-once'] === true,
      transforms: values.transforms === true,
      spot: values.spot === true,
    };
    const prices = await readPrices(
      values.prices === undefined ? null : resolve(cwd, values.prices),
    );
    const region = values.region ?? 'us-east-1';
    checkRegion(region, prices);
    const ground = { region, prices, measurements: await readMeasurements() };
    const advice = adviceOn(question, needs, ground);
    const { fit, unpriced, refused } = advice;
    if (values.json === true) {
      const short = (setup: Setup): object => ({
        name: setup.name,
        monthlyUsd: usdOf(setup),
        isSluice: isSluice(setup),
      });
      const [best] = fit;
      const next = nextOf(advice);
      const json = {
        cheapest: best === undefined ? null : short(best),
        next: next === null ? null : short(next),
        fit: fit.map(short),
        unpriced: unpriced.map(({ name, monthly }) => ({ name, missing: monthly?.missing })),
        refused: refused.map(({ setup, why }) => ({ name: setup.name, why })),
        question,
        needs,
        region,
      };
      out(`${JSON.stringify(json)}\n`);
    } else out(adviceText(advice, question, needs, ground));
    return fit.length > 0 ? 0 : 1;
  },
};
