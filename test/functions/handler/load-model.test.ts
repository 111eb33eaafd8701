import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadModel } from '../../../functions/handler/load-model.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { buildFaultsOf, minimalPipeline } from '../../support/minimal-pipeline.ts';

describe('the pipeline of a function', () => {
  it('may have in its environment what does not go together for a consumer', () => {
    const pipeline = minimalPipeline({
      source: { sessionTimeoutMs: '${SESSION_MS:-10000}', heartbeatIntervalMs: 3000 },
    });
    assert.equal(loadModel(pipeline, { SESSION_MS: '4000' }).name, 'devices');
    const ofConsumer = buildFaultsOf(minimalPipeline({ source: { sessionTimeoutMs: 4000 } }));
    assert.match(ofConsumer.join('\n'), /sessionTimeoutMs: got the number 4000/);
  });

  it('is refused where what it stores does not go together', () => {
    const pipeline = minimalPipeline({
      sink: { keyPrefix: 'raw/', onRejection: { keyPrefix: '${DEAD:-dead/}' } },
    });
    assert.throws(
      () => loadModel(pipeline, { DEAD: 'raw/dead/' }),
      (error) =>
        error instanceof SluiceError &&
        error.code === 'CONFIG_INVALID' &&
        error.message.includes('sinks.s3.onRejection.keyPrefix'),
    );
  });

  it('has no reduce: what a longer batch makes would not replace what a shorter one has stored', () => {
    const pipeline = minimalPipeline({
      sink: { inputs: ['grouped'] },
      top: { transforms: { grouped: { type: 'reduce', inputs: ['kafka'] } } },
    });
    assert.deepEqual(buildFaultsOf(pipeline), []);
    assert.throws(
      () => loadModel(pipeline, {}),
      (error) =>
        error instanceof SluiceError &&
        error.message.includes("transforms.grouped.type: got the text 'reduce', which only"),
    );
  });
});
