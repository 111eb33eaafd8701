import type { S3SinkModel } from '../../../shared/pipeline/model.ts';
import { createS3Store } from '../../../shared/sink/s3/store.ts';
import { version } from '../../../shared/version.ts';
import type { Bucket } from './places.ts';

/** One client a bucket, however many sinks write there. */
export class Buckets {
  readonly #known = new Map<string, Bucket>();

  of({ store: model }: S3SinkModel): Bucket {
    const { endpoint, bucket } = model;
    const id = `${endpoint ?? ''} ${bucket}`;
    let known = this.#known.get(id);
    if (known === undefined) {
      const store = createS3Store(model, { userAgent: { name: 'sluice-cli', version } });
      const others = [...this.#known.values()].map(({ place }) => place);
      const place = others.includes(store.location)
        ? `${endpoint ?? 'aws'}: ${store.location}`
        : store.location;
      known = { place, store };
      this.#known.set(id, known);
    }
    return known;
  }

  close(): void {
    for (const { store } of this.#known.values()) store.close();
  }
}
