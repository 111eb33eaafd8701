import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { usageError } from '../arguments.ts';
import { globs } from '../glob.ts';

/** Something that events come out of, and whose it is. */
export interface TapOutput {
  /** As it is named in `inputs`: `tidy`, `by.small`. */
  readonly name: string;
  readonly component: string;
  readonly kind: 'source' | 'transform';
  readonly type: string;
}

/** Which outputs somebody wants to see, by patterns. */
export interface TapPatterns {
  /** What comes out of these components, or of these outputs. */
  readonly outputsOf: readonly string[];
  /** What goes into these. */
  readonly inputsOf: readonly string[];
}

/**
 * The outputs that are meant, each once, in the order of the pipeline. What goes into a component is what comes out of those
 * that it reads: a sink's own choice of fields is made after that.
 * @throws {SluiceError} CONFIG_INVALID where a pattern means nothing
 */
export function tapOutputs(model: PipelineModel, patterns: TapPatterns): readonly TapOutput[] {
  const all = outputsOf(model);
  const readers = [...model.transforms, ...model.sinks, ...model.outlets];
  const wanted = new Set<string>();
  for (const pattern of patterns.outputsOf) {
    const matches = globs([pattern]);
    const found = all.filter(({ component, name }) => matches(component) || matches(name));
    if (found.length === 0)
      throw nothing(
        '--outputs-of',
        pattern,
        all.map(({ name }) => name),
      );
    for (const { name } of found) wanted.add(name);
  }
  for (const pattern of patterns.inputsOf) {
    const matches = globs([pattern]);
    const found = readers.filter(([name]) => matches(name));
    if (found.length === 0)
      throw nothing(
        '--inputs-of',
        pattern,
        readers.map(([name]) => name),
      );
    for (const [, { inputs }] of found) for (const input of inputs) wanted.add(input);
  }
  return all.filter(({ name }) => wanted.has(name));
}

function outputsOf({ sources, transforms }: PipelineModel): readonly TapOutput[] {
  const outputs: TapOutput[] = [...sources].map(([name, { type }]) => {
    return { name, component: name, kind: 'source', type };
  });
  for (const [component, transform] of transforms) {
    const { type } = transform;
    const add = (name: string): void => {
      outputs.push({ name, component, kind: 'transform', type });
    };
    if (transform.type === 'route') {
      for (const route of [...transform.routes.keys(), '_unmatched']) add(`${component}.${route}`);
    } else {
      add(component);
      if (transform.type === 'remap' && transform.rerouteDropped) add(`${component}.dropped`);
    }
  }
  return outputs;
}

function nothing(option: string, pattern: string, known: readonly string[]): Error {
  return usageError(`${option}: '${pattern}' matches nothing; there are ${known.join(', ')}`);
}
