import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareCase } from './conformance/compare.ts';
import { readCases, topics } from './conformance/read-cases.ts';

/** Where we differ, and know it. `npm run vrl:conformance` shows them. */
const known: Readonly<Record<string, number>> = {};

for (const topic of topics()) {
  test(`programs of the topic ${topic} do what VRL's own command line said`, () => {
    const cases = readCases(topic);
    const differing = cases.map((one) => compareCase(topic, one)).filter((one) => one !== null);
    assert.equal(
      differing.length,
      known[topic] ?? 0,
      differing.map((one) => `${one.what}: ${one.case.program}`).join('\n'),
    );
  });
}
