import { SluiceError } from '../../shared/errors.ts';
import type { PipelineModel } from '../../shared/pipeline/model.ts';
import { createTopicFilter } from '../../shared/pipeline/topic-filter.ts';

/**
 * The sources that read a topic: all of them, as they would in the container.
 * @throws {SluiceError} EVENT_INVALID where there is none
 */
export function sourcesOf({ sources }: PipelineModel, topic: string): readonly string[] {
  const names = [...sources]
    .filter(([, source]) => createTopicFilter(source.topics).matches(topic))
    .map(([name]) => name);
  if (names.length > 0) return names;
  const topics = [...sources.values()].flatMap((source) => source.topics);
  throw new SluiceError(
    'EVENT_INVALID',
    `no source of the pipeline reads the topic '${topic}'; they read ${topics.join(', ')}`,
  );
}
