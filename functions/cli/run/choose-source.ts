import { SluiceError } from '../../../shared/errors.ts';
import { didYouMean } from '../../../shared/pipeline/faults.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { createTopicFilter } from '../../../shared/pipeline/topic-filter.ts';

/**
 * Decides which source recorded events come from: the one that is named, the only one, or the one that reads the topic.
 * @throws {SluiceError} CONFIG_INVALID where there is no such source, INPUT_UNREADABLE where no source reads the topic
 */
export function chooseSource(
  { sources }: PipelineModel,
  named: string | undefined,
): (topic: string | null) => string {
  const names = [...sources.keys()];
  if (named !== undefined) {
    if (sources.has(named)) return () => named;
    throw new SluiceError(
      'CONFIG_INVALID',
      `--source: there is no source '${named}'${didYouMean(named, names)}; known: ${names.join(', ')}`,
    );
  }
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return () => only;
  return (topic) => {
    if (topic === null) {
      throw new SluiceError(
        'CONFIG_INVALID',
        `--source is missing; the pipeline has several: ${names.join(', ')}`,
      );
    }
    const found = [...sources].find(([, source]) =>
      createTopicFilter(source.topics).matches(topic),
    );
    if (found !== undefined) return found[0];
    throw new SluiceError(
      'INPUT_UNREADABLE',
      `no source reads the topic '${topic}'; say which one it is for with --source, one of ${names.join(', ')}`,
    );
  };
}
