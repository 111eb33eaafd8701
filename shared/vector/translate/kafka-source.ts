import { kafkaSourceRules } from '../rules/kafka-source.ts';
import type { Tree } from '../text/tree.ts';
import { applyRules, type Draft, setOption } from './apply-rules.ts';
import { optionsOf } from './read-values.ts';
import type { Translation } from './translation.ts';

/** A `kafka` source of Vector's as one of ours. */
export function translateKafkaSource(tree: Tree, path: string, translation: Translation): Draft {
  const draft: Draft = { type: 'kafka' };
  applyRules(tree, kafkaSourceRules, { path, draft }, translation);
  setOption(draft, 'decoding.codec', 'bytes');
  // Vector wants to be told so, where ours follows from what is written
  for (const name of ['tls', 'sasl']) {
    if (optionsOf(tree).has(name)) setOption(draft, `${name}.enabled`, false);
  }
  return draft;
}
