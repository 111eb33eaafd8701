import assert from 'node:assert/strict';
import { SourceMap } from 'node:module';
import { describe, it } from 'node:test';
import { type CpuProfile, summarize } from './read-profile.ts';

function node(id: number, functionName: string, url = '', columnNumber = 0) {
  return { id, callFrame: { functionName, url, lineNumber: 0, columnNumber } };
}

/** Two functions of a bundle, one of them at two places of the call tree, and what V8 says beside them. */
const profile: CpuProfile = {
  nodes: [
    node(1, '(root)'),
    node(2, '(idle)'),
    node(3, '(garbage collector)'),
    node(4, 'a', 'file:///bundle/main.mjs', 10),
    node(5, 'b', 'file:///bundle/main.mjs', 40),
    node(6, 'a', 'file:///bundle/main.mjs', 10),
    node(7, 'update', 'node:internal/crypto/hash'),
  ],
  samples: [4, 5, 6, 2, 3, 7, 1],
  timeDeltas: [99, 3000, 1000, 2000, 50_000, 1000, 3000],
};

// the functions at columns 10 and 40 were lines 4 and 8 of two files
const map = new SourceMap({
  version: 3,
  file: 'main.mjs',
  sources: ['../../shared/walk.ts', '../../node_modules/@smithy/core/dist/sign.js'],
  sourcesContent: [],
  names: ['walk', 'sign'],
  mappings: 'UAGAA,8BCIAC',
  sourceRoot: '',
});

describe('a profile', () => {
  it('adds up what each function took by itself, where it stood before it was bundled', () => {
    const { busyMillis, functions, outside, packages } = summarize([profile], map, 10);
    assert.equal(busyMillis, 10);
    const rounded = (times: typeof functions) =>
      times.map(({ name, place, millis, share }) => [name, place, millis, share]);
    assert.deepEqual(rounded(functions), [
      ['walk', 'shared/walk.ts:4', 5, 0.5],
      ['update', 'node:internal/crypto/hash', 3, 0.3],
      ['sign', 'node_modules/@smithy/core/dist/sign.js:8', 1, 0.1],
    ]);
    assert.deepEqual(rounded(outside), [['(garbage collector)', '', 1, 0.1]]);
    assert.deepEqual(
      packages.map(({ name, millis }) => [name, millis]),
      [
        ['sluice', 5],
        ['node', 3],
        ['@smithy/core', 1],
      ],
    );
  });

  it('adds up threads, and gives as many as are asked for', () => {
    const { busyMillis, functions } = summarize([profile, profile], map, 1);
    assert.equal(busyMillis, 20);
    assert.deepEqual(
      functions.map(({ name, millis }) => [name, millis]),
      [['walk', 10]],
    );
  });

  it('has the names and places of the bundle where there is no map', () => {
    const { functions } = summarize([profile], null, 1);
    assert.deepEqual([functions[0]?.name, functions[0]?.place], ['a', 'main.mjs:1']);
  });
});
