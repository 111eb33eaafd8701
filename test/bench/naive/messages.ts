import type { KafkaMessage } from 'kafkajs';
import { benchEventType } from '../data/messages.ts';
import { withMetadata } from './changes.ts';

/** The brief's pipeline on messages, which are decoded by reflection, as the documentation of protobufjs shows it. */
export function messages(message: KafkaMessage): string {
  const type = benchEventType();
  const event = type.toObject(type.decode(message.value!), { longs: Number, enums: String });
  return JSON.stringify(withMetadata(event, message));
}
