import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SluiceError } from '../../../shared/errors.ts';
import { loadPipeline } from '../../../shared/pipeline/load.ts';
import { minimalConfig, readConfigs, vectorFaults, vectorModel } from '../../support/vector.ts';

const files: Readonly<Record<string, string>> = {
  '/run/lake/s3/id': 'AKIDLAKE\n',
  '/run/lake/s3/key': 'k3y',
  '/run/lake.json': '{"id":"AKIDJSON","key":"js0n","count":1}',
  '/run/broken.json': 'js0n',
};

const backends = `secret:
  folder: { type: directory, path: /run/lake/, remove_trailing_whitespace: true }
  json: { type: file, path: /run/lake.json }
  broken: { type: file, path: /run/broken.json }
`;

function config(id: string, key: string, top = backends): string {
  const auth = `    auth: { access_key_id: "${id}", secret_access_key: "${key}" }`;
  return minimalConfig({ top, sink: `    encoding: { codec: json }\n${auth}` });
}

/** The credentials as a process starts with them; or what is wrong. */
function started(text: string): unknown {
  const { definition, origin } = readConfigs({ 'v.yaml': text });
  const readFile = (path: string): string => {
    const found = files[path];
    if (found !== undefined) return found;
    throw Object.assign(new Error('no'), { code: 'ENOENT' });
  };
  try {
    const { sinks } = loadPipeline(definition, { env: {}, origin, readFile });
    return sinks.get('s3')?.store.auth;
  } catch (thrown) {
    if (!(thrown instanceof SluiceError)) throw thrown;
    return thrown.message.split('\n').slice(1);
  }
}

for (const [id, key, got] of [
  ['SECRET[folder.s3/id]', 'SECRET[folder.s3/key]', ['AKIDLAKE', 'k3y']],
  ['SECRET[json.id]', 'SECRET[json.key]', ['AKIDJSON', 'js0n']],
] as const) {
  test(`${id} is read when the process starts`, () => {
    const auth = started(config(id, key)) as Record<string, unknown>;
    assert.deepEqual([auth['accessKeyId'], auth['secretAccessKey']], got);
  });
}

test('where a pipeline is built no secret is read', () => {
  const text = config('SECRET[folder.s3/id]', 'SECRET[folder.s3/key]');
  assert.deepEqual(vectorFaults(text), []);
  assert.equal(vectorModel(text).sinks.size, 1);
});

for (const [id, fault] of [
  ['SECRET[folder.none]', "the file '/run/lake/none' cannot be read (ENOENT)"],
  ['SECRET[json.none]', "the file '/run/lake.json' has no text 'none'"],
  ['SECRET[json.count]', "the file '/run/lake.json' has no text 'count'"],
  ['SECRET[broken.id]', "the file '/run/broken.json' is not JSON"],
] as const) {
  test(`${id}: ${fault}`, () => {
    const told = started(config(id, 'x')) as readonly string[];
    assert.equal(told[0], `  - v.yaml:15:13: sinks.s3.auth.access_key_id: ${fault}`);
    assert.doesNotMatch(told.join(), /js0n/);
  });
}

for (const [id, top, fault] of [
  [
    'SECRET[foldr.id]',
    backends,
    "v.yaml:15:13: sinks.s3.auth.access_key_id: there is no secret backend 'foldr' (did you mean 'folder'?); known: folder, json, broken",
  ],
  [
    'AKID-SECRET[json.id]',
    backends,
    'v.yaml:15:13: sinks.s3.auth.access_key_id: holds a secret within a text; a secret is read when the process starts, as the whole value of an option',
  ],
  [
    'SECRET[x.id]',
    'secret: { x: { type: exec, command: [a] } }\n',
    "v.yaml:16:16: secret.x.type: 'exec' is not read here: give it as an environment variable, or as a file of its own in a folder (type: directory), as Kubernetes mounts a Secret",
  ],
  [
    'SECRET[x.id]',
    'secret: { x: { type: directory } }\n',
    'v.yaml:16:11: secret.x.path: is missing; give the path',
  ],
  [
    'SECRET[x.id]',
    'secret: { x: { type: file, path: a.json, pat: b } }\n',
    "v.yaml:16:42: secret.x.pat: no such option (did you mean 'path'?); allowed: type, path",
  ],
] as const) {
  test(fault, () => {
    assert.equal(vectorFaults(config(id, 'x', top))[0], fault);
  });
}

test('a program cannot hold a secret, which would be in the package', () => {
  const top = `${backends}transforms:\n  t: { type: remap, inputs: [kafka], source: '.a = "SECRET[json.id]"' }\n`;
  assert.match(
    vectorFaults(config('a', 'b', top)).join('\n'),
    /transforms\.t\.source: holds a secret/,
  );
});
