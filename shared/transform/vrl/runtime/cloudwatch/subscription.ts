import { Failure } from '../failure.ts';
import { readJson } from '../json/read.ts';
import { timestampOf } from '../timestamp.ts';
import type { Value, VrlObject } from '../value.ts';
import { type Shape, StrictJson } from './strict-json.ts';

/** The message of a subscription, or what is wrong with it. */
export function readSubscription(text: string): VrlObject | string {
  const json = new StrictJson(text);
  const texts = (): Value => json.string();
  const event: Shape = {
    name: 'AwsCloudWatchLogEvent',
    fields: { id: texts, timestamp: () => readTime(json), message: texts },
  };
  const message = json.object({
    name: 'AwsCloudWatchLogsSubscriptionMessage',
    fields: {
      owner: texts,
      messageType: () => json.oneOf(['CONTROL_MESSAGE', 'DATA_MESSAGE']),
      logGroup: texts,
      logStream: texts,
      subscriptionFilters: () => json.array(texts),
      logEvents: () => json.array(() => Object.fromEntries(json.object(event))),
    },
  });
  if (json.fault !== null) return json.fault;
  if (json.isBroken || !json.isAtEnd) {
    const read = readJson(text);
    return read instanceof Failure ? read.message : 'trailing characters';
  }
  return {
    owner: message.get('owner') ?? null,
    message_type: message.get('messageType') ?? null,
    log_group: message.get('logGroup') ?? null,
    log_stream: message.get('logStream') ?? null,
    subscription_filters: message.get('subscriptionFilters') ?? null,
    log_events: message.get('logEvents') ?? null,
  };
}

function readTime(json: StrictJson): Value {
  const milliseconds = json.integer('a unix timestamp in milliseconds');
  const behind = Number(((milliseconds % 1000n) + 1000n) % 1000n);
  const second = Number((milliseconds - BigInt(behind)) / 1000n);
  const time = timestampOf(second, behind * 1_000_000);
  if (time === null) json.fail(`value is not a legal timestamp: ${milliseconds}`);
  return time;
}
