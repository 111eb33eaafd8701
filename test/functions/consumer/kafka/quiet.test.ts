import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { it } from 'node:test';
import { text } from 'node:stream/consumers';
import { testKafka } from '../../../support/engines.ts';
import { createTopic, uniqueName } from '../../../support/topics.ts';
import { adapterNames } from './adapters.ts';
import { sourceOptions } from './test-member.ts';

const root = join(import.meta.dirname, '../../../..');

/** In a process of its own: the tests' own kafkajs clients print Node's TimeoutNegativeWarning. */
const program = `
const { createKafkaPort } = await import(process.env.PORT_MODULE);
const source = JSON.parse(process.env.SOURCE);
const port = createKafkaPort({ sourceName: 's', source, onOutOfRange: null, emit: () => {} });
await port.connect();
await port.join({
  onRebalance: async () => {},
  onAssigned: async (ownership, at) => { for (const one of at) port.seek(ownership, one, 0n); },
  onLost: () => {},
  onRestart: () => {},
});
await port.chunks(AbortSignal.timeout(1000));
await port.close();
`;

for (const adapter of adapterNames) {
  it(`a client of ${adapter} prints nothing, warns of nothing, and lets the process end when it is closed`, async () => {
    await testKafka();
    const source = await sourceOptions({
      topics: [await createTopic({})],
      groupId: uniqueName('quiet'),
    });
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      env: {
        ...process.env,
        SOURCE: JSON.stringify(source),
        PORT_MODULE: join(root, `functions/consumer/kafka/${adapter}/create-kafka-port.ts`),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 20_000,
    });
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    assert.deepEqual([stdout, stderr, exitCode], ['', '', 0]);
  });
}
