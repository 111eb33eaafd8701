import { join } from 'node:path';
import protobuf from 'protobufjs';
import { messagesCompiler } from '../../../functions/cli/messages-compiler.ts';
import type { FindMessages } from '../../../shared/pipeline/messages.ts';
import { root } from '../build-packages.ts';

/** Compiles messages whose schema is named from the project's folder. */
export const messagesOfTests: FindMessages = messagesCompiler(root);

/** The options of a source whose values are events of the devices pipeline. */
export const deviceEvents: object = {
  codec: 'protobuf',
  protobuf: { descFile: 'pipelines/devices.desc', messageType: 'lake.v1.DeviceEvent' },
};

/** Encodes messages of a type, to be told by the names of the schema, as protobufjs does. */
export function encoderOf(file: string, messageType: string): (fields: object) => Buffer {
  const loaded = new protobuf.Root().loadSync(join(root, file), { keepCase: true });
  const type = loaded.lookupType(messageType);
  return (fields) => Buffer.from(type.encode(type.fromObject(fields)).finish());
}
