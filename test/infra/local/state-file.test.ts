import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readState, writeState } from '../../../infra/local/state-file.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-state-'));
});
after(async () => rm(folder, { recursive: true, force: true }));

test('what was written is read, and no half file stays beside it', async () => {
  const path = join(folder, 'state.json');
  const state = { kafka: { pid: 7, startedAt: '123' }, s3: null };
  await writeState(path, state);
  await writeState(path, state);
  assert.deepEqual(await readState(path), state);
  assert.deepEqual(await readdir(folder), ['state.json']);
});

for (const [what, text] of [
  ['is half written', '{"kafka": {"pid": 1'],
  ['has a pid without its start time', '{"kafka": {"pid": 1}, "s3": null}'],
  ['has a word for a pid', '{"kafka": {"pid": "1", "startedAt": "1"}, "s3": null}'],
  ['is of another kind', '[]'],
] as const) {
  test(`a file that ${what} names no process`, async () => {
    const path = join(folder, 'damaged.json');
    await writeFile(path, text);
    assert.deepEqual(await readState(path), { kafka: null, s3: null });
  });
}

test('no file names no process', async () => {
  assert.deepEqual(await readState(join(folder, 'none.json')), { kafka: null, s3: null });
});
