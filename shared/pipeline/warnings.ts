import { templateWarnings } from '../sink/key/template-warnings.ts';
import { parseKeyTemplate } from '../sink/key/template.ts';
import { fieldWarnings } from './field-warnings.ts';
import type { PipelineModel, S3SinkModel, SchemaRegistryModel } from './model.ts';

/** What is allowed but seldom meant: one sentence each, with the option's path in front. */
export function pipelineWarnings(model: PipelineModel): readonly string[] {
  const warnings: string[] = [];
  for (const [name, source] of model.sources) {
    const { sasl, tls } = source.connection;
    if (sasl?.mechanism === 'PLAIN' && tls === null) {
      warnings.push(`sources.${name}.sasl: PLAIN without TLS sends the password as it is`);
    }
    if (tls !== null && !tls.verifyCertificate) {
      warnings.push(
        `sources.${name}.tls.verifyCertificate: anybody in between can pass for the broker`,
      );
    }
  }
  for (const [name, { decoding }] of model.sources) {
    if (decoding.codec === 'registry') {
      const path = `sources.${name}.decoding.schemaRegistry`;
      warnings.push(...registryWarnings(decoding.registry).map((one) => `${path}.${one}`));
    }
  }
  for (const [name, { type }] of model.transforms) {
    if (type === 'reduce') {
      warnings.push(
        `transforms.${name}: the container alone has reduce; as a function the pipeline does not start`,
      );
    }
  }
  for (const [name, sink] of model.sinks) {
    const parsed = parseKeyTemplate(sink.keyPrefix, { timezone: sink.timezone });
    if (parsed.ok) {
      const found = [...templateWarnings(parsed.template)];
      found.push(...fieldWarnings(model, sink, parsed.template.fields));
      warnings.push(...found.map((warning) => `sinks.${name}.keyPrefix: ${warning}`));
    }
    if (sink.encoding.codec === 'parquet') warnings.push(...parquetWarnings(name, sink, model));
    if (!sink.acknowledgements) {
      warnings.push(
        `sinks.${name}.acknowledgements: offsets do not wait for storage, so a crash loses what is not stored`,
      );
    }
    if (sink.allowOverwrite && model.delivery === 'exact') {
      warnings.push(
        `sinks.${name}.allowOverwrite: on a store without conditional writes, a slow consumer that has lost its partition may replace a newer object`,
      );
    }
    if (hasHiddenNames(model, sink)) {
      warnings.push(
        `sinks.${name}.filenameTimeFormat: Athena and others take objects whose names begin with '_' or '.' for hidden and do not read them`,
      );
    }
  }
  return warnings;
}

/** So that the rest of the process has as much. */
const largestShare = 0.25;

/** Lines of JSON are at least that much smaller where they are held compressed. */
const leastRatio = 4;

function parquetWarnings(
  name: string,
  { batch }: S3SinkModel,
  { buffer }: PipelineModel,
): readonly string[] {
  const heldBytes = batch.maxBytes / leastRatio;
  if (heldBytes <= buffer.maxBytes * largestShare) return [];
  return [
    `sinks.${name}.batch.maxBytes: a Parquet file is made whole in memory when it is published, of ${mebi(batch.maxBytes)} MiB of lines that take up to ${mebi(heldBytes)} MiB compressed, and again as much for the file and the thread; buffer.maxBytes is ${mebi(buffer.maxBytes)} MiB, so objects may end earlier, by memory`,
  ];
}

function mebi(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}

function registryWarnings(registry: SchemaRegistryModel): readonly string[] {
  if (registry.type === 'glue') return [];
  const { basicAuthUserInfo, bearerAuthToken, tls, urls } = registry;
  const warnings: string[] = [];
  if (
    (basicAuthUserInfo ?? bearerAuthToken) !== null &&
    urls.some((url) => url.startsWith('http:'))
  ) {
    warnings.push('url: http: sends the credentials as they are; write https:');
  }
  if (tls !== null && !tls.verifyCertificate) {
    warnings.push('tls.verifyCertificate: anybody in between can pass for the registry');
  }
  return warnings;
}

function hasHiddenNames({ delivery }: PipelineModel, sink: S3SinkModel): boolean {
  return (
    delivery === 'dense' && sink.keyPrefix.endsWith('/') && /^[_.]/.test(sink.filenameTimeFormat)
  );
}
