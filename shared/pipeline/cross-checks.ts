import { literalFolder } from '../sink/key/literal-folder.ts';
import type { Faults } from './faults.ts';
import type { KafkaSourceModel, PipelineModel, S3SinkModel } from './model.ts';
import { checkPrefixes } from './prefix-checks.ts';
import { checkReduces } from './reduce-checks.ts';

/**
 * What can only be told from several options together, for any host. Options with faults of their own are left out.
 */
export function crossCheck(model: PipelineModel, faults: Faults): void {
  for (const [name, source] of model.sources) checkFields(source, `sources.${name}`, faults);
  for (const [name, sink] of model.sinks) {
    checkDeadLetterFolders(sink, name, `sinks.${name}`, model, faults);
    checkPrefixes(sink, name, model, faults);
  }
  checkReduces(model, faults);
}

function checkFields({ fields }: KafkaSourceModel, path: string, faults: Faults): void {
  const options: readonly (readonly [string, string | null])[] = [
    ['keyField', fields.key],
    ['topicKey', fields.topic],
    ['partitionKey', fields.partition],
    ['offsetKey', fields.offset],
    ['headersKey', fields.headers],
    ['timestampKey', fields.timestamp],
    ['sourceTypeKey', fields.sourceType],
  ];
  const seen = new Map<string, string>();
  for (const [option, field] of options) {
    if (field === null || !faults.settled(`${path}.${option}`)) continue;
    const other = seen.get(field);
    if (other === undefined) seen.set(field, option);
    else
      faults.add(
        `${path}.${option}`,
        `got the text '${field}', which ${other} has too; allowed: another field`,
      );
  }
}

/** A query engine reads a table's whole folder, so dead letters must not lie in it. */
function checkDeadLetterFolders(
  sink: S3SinkModel,
  name: string,
  path: string,
  model: PipelineModel,
  faults: Faults,
): void {
  const folder = literalFolder(sink.keyPrefix);
  if (folder === '' || !faults.settled(`${path}.keyPrefix`)) return;
  const components = [
    ...[...model.sources].map(([key, value]) => [`sources.${key}`, value] as const),
    ...[...model.sinks].map(([key, value]) => [`sinks.${key}`, value] as const),
  ];
  for (const [at, { onRejection }] of components) {
    const where = model.sinks.get(onRejection.sink)?.store;
    const same = where?.bucket === sink.store.bucket && where.endpoint === sink.store.endpoint;
    const option = `${at}.onRejection.keyPrefix`;
    if (onRejection.action !== 'dead_letter' || !same || !faults.settled(option)) continue;
    if (onRejection.keyPrefix.startsWith(folder)) {
      faults.add(
        option,
        `got the text '${onRejection.keyPrefix}', which lies in the folder '${folder}' of sinks.${name}; allowed: a folder that no table reads`,
      );
    }
  }
}
