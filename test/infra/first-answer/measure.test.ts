import assert from 'node:assert/strict';
import { it } from 'node:test';
import { measureFirstAnswers, medianOf } from '../../../infra/first-answer/measure.ts';
import { folderWith } from '../../support/cli.ts';
import { noEmulator } from '../../support/emulator.ts';

for (const [values, expected] of [
  [[7], 7],
  [[9, 1], 5],
  [[10, 9, 2], 9],
  [[100, 3, 20, 4], 12],
] as const) {
  it(`the median of ${values.join(', ')} is ${expected}`, () => {
    assert.equal(medianOf(values), expected);
  });
}

it(
  'each start is one of a new process, and has its start in its time',
  { skip: noEmulator },
  async (t) => {
    // wall-clock from the outside cannot be less than what the function itself has waited
    const waits = await folderWith(t, {
      'index.mjs':
        'await new Promise((go) => setTimeout(go, 150)); let times = 0; export const handler = async () => { times += 1; if (times > 1) throw new Error("again"); };',
    });
    const folders = new Map([
      ['one', waits],
      ['other', waits],
    ]);
    const answers = await measureFirstAnswers(folders, {}, '{}', 2);
    assert.deepEqual([...answers.keys()], ['one', 'other']);
    for (const times of answers.values()) {
      assert.equal(times.length, 2);
      assert.ok(
        times.every((time) => time >= 149),
        times.join(),
      );
    }
  },
);

it('a function that fails is no measurement', { skip: noEmulator }, async (t) => {
  const fails = await folderWith(t, {
    'index.mjs': 'export const handler = async () => { throw new Error("no bucket"); };',
  });
  await assert.rejects(measureFirstAnswers(new Map([['own', fails]]), {}, '{}', 1), {
    code: 'INVOCATION_FAILED',
    message: 'own: no bucket',
  });
});
