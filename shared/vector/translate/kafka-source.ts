import { kafkaSourceRules } from '../rules/kafka-source.ts';
import type { Tree } from '../text/tree.ts';
import { applyRules, type Draft, setOption } from './apply-rules.ts';
import { optionsOf, readText } from './read-values.ts';
import type { Translation } from './translation.ts';

/** A `kafka` source of Vector's as one of ours. */
export function translateKafkaSource(tree: Tree, path: string, translation: Translation): Draft {
  const draft: Draft = { type: 'kafka' };
  applyRules(tree, kafkaSourceRules, { path, draft }, translation);
  setOption(draft, 'decoding.codec', 'bytes');
  translateProtocol(tree, path, draft, translation);
  // Vector wants to be told so, where ours follows from what is written
  for (const name of ['tls', 'sasl']) {
    if (optionsOf(tree).has(name)) setOption(draft, `${name}.enabled`, false);
  }
  return draft;
}

const protocols: Readonly<Record<string, { readonly tls: boolean; readonly sasl: boolean }>> = {
  plaintext: { tls: false, sasl: false },
  ssl: { tls: true, sasl: false },
  sasl_plaintext: { tls: false, sasl: true },
  sasl_ssl: { tls: true, sasl: true },
};

/** librdkafka's one word for what `tls.enabled` and `sasl.enabled` say; it counts over them, as in Vector. */
function translateProtocol(tree: Tree, path: string, draft: Draft, translation: Translation): void {
  const written = optionsOf(tree).get('librdkafka_options');
  const option = written === undefined ? undefined : optionsOf(written).get('security.protocol');
  if (option === undefined) return;
  const at = `${path}.librdkafka_options.security.protocol`;
  const word = readText(option, at, translation);
  if (word === null) return;
  const protocol = protocols[word.toLowerCase()];
  if (protocol === undefined) {
    const allowed = Object.keys(protocols).join(', ');
    translation.fault(option.place, at, `got '${word}'; allowed: ${allowed}`);
    return;
  }
  for (const [name, enabled] of Object.entries(protocol)) {
    draft[name] = { ...(draft[name] as Draft | undefined), enabled };
  }
  translation.note(option.place, at, 'tls.enabled, sasl.enabled', null);
}
