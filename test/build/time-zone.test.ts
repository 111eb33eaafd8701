import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { build, node } from '../support/build-packages.ts';
import { folderWith } from '../support/cli.ts';

const pipeline = `import { definePipeline } from 'sluice';
export default definePipeline({
  name: 'zones',
  sources: { kafka: { type: 'kafka', bootstrapServers: 'a:1', topics: ['t'], groupId: 'g' } },
  sinks: {
    s3: {
      type: 'aws_s3', inputs: ['kafka'], bucket: 'lake', region: 'us-east-1', keyPrefix: 'dt=%F/',
      timezone: '\${ZONE:-UTC}',
    },
  },
});
`;

test('the handler knows other zones where its pipeline names one, and says so where it is told of one later; the consumer always does', async (t) => {
  const folder = await folderWith(t, { 'pipeline.ts': pipeline });
  const built = async (out: string, env: Readonly<Record<string, string>>): Promise<boolean[]> => {
    const { stderr, code } = await build(['--pipeline', 'pipeline.ts', '--out', out], folder, env);
    assert.deepEqual([stderr, code], ['', 0]);
    const metas = ['handler', 'consumer'].map((name) => join(folder, out, name, 'meta.json'));
    const texts = await Promise.all(metas.map((path) => readFile(path, 'utf8')));
    // a stub has fewer bytes than any zone's clock
    return texts.map((text) =>
      /"[^"]*named-zone\.ts":\s*\{\s*"bytesInOutput":\s*\d{3,}/.test(text),
    );
  };
  assert.deepEqual(await built('utc', {}), [false, true]);
  assert.deepEqual(await built('seoul', { ZONE: 'Asia/Seoul' }), [true, true]);
  const started = await node(['-e', `import('${join(folder, 'utc/handler/index.mjs')}')`], {
    env: { ZONE: 'Asia/Seoul' },
  });
  assert.notEqual(started.code, 0);
  assert.match(
    started.stdout + started.stderr,
    /built for other options; build it with the environment/,
  );
});
