import type { KafkaMessage } from 'kafkajs';

/** What the naive program does to a message. */
export type Change = (message: KafkaMessage) => string;

type Fields = Record<string, unknown>;

/** The brief's pipeline: the key and the time are put on. */
function brief(message: KafkaMessage): string {
  return JSON.stringify(decoded(message));
}

/** The same as pipelines/reshaped.ts. */
function reshaped(message: KafkaMessage): string {
  const event = decoded(message);
  const level = Number(event['level']);
  event['level'] = Number.isNaN(level) ? 0 : level;
  const battery = parseInt(String(event['battery']), 10);
  event['battery'] = Number.isNaN(battery) ? -1 : battery;
  event['site'] ??= 'unknown';
  event['device'] = event['device_name'];
  delete event['device_name'];
  delete event['tags'];
  const sensor = event['sensor'] as Fields | undefined;
  event['hot'] = Number(sensor?.['temperature'] ?? 0) > 30;
  event['total'] = Number(event['one']) + Number(event['two']) + Number(event['three']);
  event['day'] = String(event['timestamp']).slice(0, 10);
  return JSON.stringify(event);
}

/** Nothing is changed, and it parses and writes all the same: that is what makes it the naive program. */
function unchanged({ value }: KafkaMessage): string {
  return JSON.stringify(JSON.parse(String(value)));
}

function decoded(message: KafkaMessage): Fields {
  return withMetadata(JSON.parse(String(message.value)) as Fields, message);
}

/** Puts on what the brief's pipeline does. */
export function withMetadata(event: Fields, { key, timestamp }: KafkaMessage): Fields {
  event['message_key'] = key === null ? null : key.toString();
  event['timestamp'] = new Date(Number(timestamp)).toISOString();
  return event;
}

export const changes: Readonly<Record<'brief' | 'reshaped' | 'none', Change>> = {
  brief,
  reshaped,
  none: unchanged,
};
