import { readSubscription } from '../cloudwatch/subscription.ts';
import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseAwsCloudwatchLogSubscriptionMessage(value: Bytes): VrlObject | Failure {
  const read = readSubscription(textOf(value));
  return typeof read === 'string' ? new Failure(`unable to parse: ${read}`) : read;
}
