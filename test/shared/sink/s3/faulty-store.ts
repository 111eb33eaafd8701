import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { SluiceError } from '../../../../shared/errors.ts';
import type { S3StoreModel } from '../../../../shared/pipeline/model.ts';
import type { ObjectStore, OutgoingObject } from '../../../../shared/sink/object-store.ts';
import type { S3Retry } from '../../../../shared/sink/s3/retry.ts';
import { createS3Store } from '../../../../shared/sink/s3/store.ts';
import { startFaultServer, type Fault, type FaultServer } from './fault-server.ts';
import { objectOf, storeModel, userAgent } from '../../../support/store-model.ts';

interface Setup {
  readonly server: FaultServer;
  readonly store: ObjectStore;
  readonly retries: S3Retry[];
}

/** A store in front of a server that fails in this order; both end with the test. */
export async function setUp(
  t: TestContext,
  faults: readonly Fault[],
  changes: Partial<S3StoreModel> = {},
): Promise<Setup> {
  const server = await startFaultServer(faults);
  const retries: S3Retry[] = [];
  const store = createS3Store(storeModel({ endpoint: server.endpoint, ...changes }), {
    userAgent,
    checkPrefix: 'raw/',
    onRetry: (retry) => retries.push(retry),
  });
  t.after(async () => {
    store.close();
    await server.close();
  });
  return { server, store, retries };
}

/** A caller who never gives up. */
export const never: AbortSignal = new AbortController().signal;
/** An object whose body is `wholeBody`. */
export const twoPieces: OutgoingObject = objectOf('raw/dt=2026-11-22/17.ndjson', [
  '{"a":1}\n',
  '{"a":2}\n',
]);
export const wholeBody: string = '{"a":1}\n{"a":2}\n';

/** The error that the work ended with. */
export async function failureOf(work: Promise<unknown>): Promise<SluiceError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof SluiceError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'it succeeded' });
}
