import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RawSchema } from '../../../../shared/decode/registry/registered-schema.ts';
import { Schemas, type SchemaRetry } from '../../../../shared/decode/registry/schemas.ts';
import { SluiceError } from '../../../../shared/errors.ts';
import { waitUntil } from '../../../support/wait-until.ts';

type Answer = RawSchema | string | SluiceError | null;

const schema: RawSchema = { type: 'JSON', text: '{}', references: [] };
const down = new SluiceError('REGISTRY_UNAVAILABLE', 'it is down');

/** A registry that says what it is told to say, and a clock that it moves on by a second with each answer. */
function registryOf(answers: Record<string, Answer>, limits: object = {}) {
  let nowMs = 0;
  const asked: string[] = [];
  const retries: SchemaRetry[] = [];
  const givenUp: [id: string, afterMs: number][] = [];
  const schemas = new Schemas({
    client: {
      get: (id) => {
        asked.push(id);
        nowMs += 1000;
        const answer = answers[id] ?? null;
        return answer instanceof SluiceError ? Promise.reject(answer) : Promise.resolve(answer);
      },
      check: () => Promise.resolve(),
    },
    compile: () => ({ state: 'usable', schema: { format: 'json', faultOf: null } }),
    limits: {
      requestTimeoutMs: 1000,
      cacheCapacity: 100,
      unknownSchemaLimitSecs: 2,
      missingIdCacheTtlSecs: 60,
      validate: false,
      ...limits,
    },
    nowMs: () => nowMs,
    onRetry: (retry) => retries.push(retry),
    onGivenUp: (id, afterMs) => givenUp.push([id, afterMs]),
  });
  const pass = (ms: number): void => {
    nowMs += ms;
  };
  return { answers, asked, givenUp, pass, retries, schemas };
}

const never = new AbortController().signal;

describe('the schemas of a registry', () => {
  it('are asked for once, however many wait, and are known for good', async () => {
    const { asked, schemas } = registryOf({ 1: schema, 2: 'it is of no type' });
    const waiting = Array.from({ length: 5 }, () => schemas.wait(['1', '2'], true, never));
    await Promise.all(waiting);
    await schemas.wait(['1', '2'], false, never);
    assert.deepEqual(asked, ['1', '2']);
    assert.equal(schemas.find('1')?.state, 'usable');
    assert.deepEqual(schemas.find('2'), { state: 'unusable', reason: 'it is of no type' });
  });

  it('that are not there are given up after the limit, for a while, by those who may', async () => {
    const { asked, givenUp, pass, retries, schemas } = registryOf({});
    await schemas.wait(['7'], true, never);
    assert.deepEqual(givenUp, [['7', 2000]]);
    assert.ok(schemas.isGivenUp('7'));
    assert.deepEqual(
      retries.map(({ error }) => error.code),
      ['SCHEMA_UNKNOWN', 'SCHEMA_UNKNOWN'],
    );
    await schemas.wait(['7'], true, never);
    assert.equal(asked.length, 3, 'it is not asked for meanwhile');
    pass(60_000);
    assert.ok(schemas.wasGivenUp('7'), 'what was decided about a chunk stays decided');
    assert.ok(!schemas.isGivenUp('7'));
    await schemas.wait(['7'], true, never);
    assert.equal(givenUp.length, 2, 'the limit begins anew');
  });

  it('that are not there are waited for by those who may not give up, past the limit', async () => {
    const { answers, givenUp, retries, schemas } = registryOf({});
    const waits = schemas.wait(['7'], false, never);
    await schemas.wait(['7'], true, never);
    assert.equal(givenUp.length, 1);
    const first = await Promise.race([waits, Promise.resolve('still waits')]);
    assert.equal(first, 'still waits');
    answers['7'] = schema;
    await waits;
    assert.ok(retries.length >= 2);
    assert.equal(schemas.find('7')?.state, 'usable');
  });

  it('of a registry that does not answer are never given up', async () => {
    const { answers, givenUp, pass, retries, schemas } = registryOf({ 7: down });
    const waits = schemas.wait(['7'], true, never);
    await waitUntil('it has been asked again', () => retries.length >= 3);
    pass(3_600_000);
    assert.equal(schemas.unavailable?.code, 'REGISTRY_UNAVAILABLE');
    await waitUntil('it has been asked again', () => retries.length >= 4);
    answers['7'] = schema;
    await waits;
    assert.deepEqual(givenUp, []);
    assert.equal(schemas.unavailable, null);
  });

  it('are not asked for any more when nobody waits', async () => {
    const { asked, schemas } = registryOf({ 7: down });
    const left = new AbortController();
    const waits = schemas.wait(['7'], true, left.signal);
    await waitUntil('it was asked for', () => asked.length > 0);
    left.abort();
    await waits;
    const soFar = asked.length;
    // and whoever comes next is answered all the same
    const next = new AbortController();
    const again = schemas.wait(['7'], true, next.signal);
    await waitUntil('it is asked for again', () => asked.length > soFar);
    next.abort();
    await again;
  });

  it('are kept as many as may be, the newest', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => String(index));
    const { schemas } = registryOf(Object.fromEntries(ids.map((id) => [id, schema])));
    await schemas.wait(ids, true, never);
    const kept = ids.filter((id) => schemas.find(id) !== undefined);
    assert.deepEqual(kept, ids.slice(50));
  });
});
