import type { PipelineModel } from '../../../shared/pipeline/model.ts';

/** What one event source mapping reads. */
export interface MappingSource {
  readonly topic: string;
  readonly groupId: string;
}

/**
 * A mapping reads one topic and needs a group of its own. Where there is one topic the group is the source's, so that the
 * container's offsets are gone on from; several topics have it with their names behind. A topic that several sources read
 * is read once: the function gives each of them the records.
 */
export function mappingsOf({ sources }: Pick<PipelineModel, 'sources'>): readonly MappingSource[] {
  const groups = new Map<string, string>();
  for (const { topics, groupId } of sources.values()) {
    for (const topic of topics) if (!groups.has(topic)) groups.set(topic, groupId);
  }
  return [...groups].map(([topic, groupId]) => {
    return { topic, groupId: groups.size === 1 ? groupId : `${groupId}-${topic}` };
  });
}
