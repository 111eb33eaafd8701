import { SluiceError } from '../errors.ts';

/** The `topics` of a source: names, and patterns written as `^…` that hold for the whole name. */
export interface TopicFilter {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  /** Whether a topic is meant, by name or by pattern. */
  readonly matches: (topic: string) => boolean;
}

/** @throws {SluiceError} CONFIG_INVALID for a pattern that is no regular expression */
export function createTopicFilter(topics: readonly string[]): TopicFilter {
  const patterns = topics.filter((topic) => topic.startsWith('^'));
  const names = topics.filter((topic) => !topic.startsWith('^'));
  const expressions = patterns.map(compile);
  const named = new Set(names);
  return {
    names,
    patterns,
    matches: (topic) =>
      named.has(topic) || expressions.some((expression) => expression.test(topic)),
  };
}

function compile(pattern: string): RegExp {
  try {
    // `^a|b` means either of both, whole
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch (cause) {
    throw new SluiceError(
      'CONFIG_INVALID',
      `topics: ${pattern} is no JavaScript regular expression; a pattern begins with ^ and holds for the whole name`,
      { cause },
    );
  }
}
