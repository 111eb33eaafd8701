import type { Plugin } from 'esbuild';
import type { GeneratedMessages } from '../../functions/cli/messages-compiler.ts';
import { messagesKey } from '../../shared/pipeline/bundled-messages.ts';
import { isAvro } from '../../shared/pipeline/messages.ts';
import type { CheckedFile } from './check-pipeline.ts';
import { generatedModule } from './generated-module.ts';

/** Puts what was generated of schemas in the place of `sluice:messages`, so that a package needs neither them nor a compiler. */
export function messagesModule({ messages }: Pick<CheckedFile, 'messages'>): Plugin {
  return generatedModule('messages', messages.length === 0 ? null : moduleOf(messages));
}

function moduleOf(messages: readonly GeneratedMessages[]): string {
  const entries = messages.map(
    ({ options, digest, fields, columns, text }) => `${JSON.stringify(messagesKey(options))}: {
  digest: ${JSON.stringify(digest)},
  fields: ${JSON.stringify(fields)},
  runtime: ${isAvro(options) ? 'avroRuntime' : 'codecRuntime'},
  columns: ${JSON.stringify(columns)},
  create: (runtime) => {
${text}
  },
}`,
  );
  return `import { bundledMessages } from './shared/pipeline/bundled-messages.ts';
import { codecRuntime } from './shared/decode/protobuf/runtime/codec-runtime.ts';
import { avroRuntime } from './shared/decode/avro/runtime/avro-runtime.ts';
export default bundledMessages({
${entries.join(',\n')}
});
`;
}
