import { didYouMean, type Faults } from './faults.ts';
import type { KafkaSourceModel, PipelineModel } from './model.ts';

/** A marker says that an hour is stored, of one topic, in a bucket that is known. */
export function checkCompleteMarkers(
  { completeMarkers, topics }: KafkaSourceModel,
  name: string,
  model: PipelineModel,
  faults: Faults,
): void {
  if (completeMarkers === null) return;
  const path = `sources.${name}.completeMarkers`;
  const { key, sink } = completeMarkers;
  const known = [...model.sinks.keys()];
  if (!known.includes(sink) && faults.settled(`${path}.sink`)) {
    faults.add(
      `${path}.sink`,
      `there is no sink '${sink}'${didYouMean(sink, known)}; known: ${known.join(', ')}`,
    );
  }
  const isOneTopic = topics.length === 1 && topics[0]?.startsWith('^') === false;
  if (key !== null && !isOneTopic && faults.settled(`${path}.key`, `sources.${name}.topics`)) {
    faults.add(
      `${path}.key`,
      `got the text '${key}' for several topics; allowed: one for a source of one topic, because the first topic of which an hour is complete would speak for all`,
    );
  }
  for (const reached of sinksOf(name, model)) {
    const option = `sinks.${reached}.acknowledgements.enabled`;
    if (model.sinks.get(reached)?.acknowledgements !== false || !faults.settled(option)) continue;
    faults.add(
      `${path}.enabled`,
      `is on, but ${option} is false; allowed: on where offsets wait for storage, because nobody knows of what is only taken when it is stored`,
    );
    return;
  }
}

function sinksOf(source: string, { transforms, sinks }: PipelineModel): readonly string[] {
  const reached = new Set([source]);
  const reads = (inputs: readonly string[]): boolean =>
    inputs.some((input) => reached.has(input) || reached.has(input.split('.')[0] ?? ''));
  // a transform may stand before the one that it reads
  for (let before = 0; before !== reached.size;) {
    before = reached.size;
    for (const [name, { inputs }] of transforms) if (reads(inputs)) reached.add(name);
  }
  return [...sinks].filter(([, { inputs }]) => reads(inputs)).map(([name]) => name);
}
